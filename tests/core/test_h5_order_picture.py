import numpy as np
import pytest

from faqlab.core.h5_order import ChunkOrder
from faqlab.core.h5_order_picture import draw_chunk_order


def order(end=96, **more):
    return ChunkOrder(0, end, 8, 3, 0, 1, **more)


def test_the_picture_has_the_file_the_orders_and_the_first_batches():
    one = order()
    figure = draw_chunk_order(one, batch_size=10)
    above, below = figure.axes[:2]
    ribbons = above.images[0].get_array()
    np.testing.assert_array_equal(ribbons[0], np.arange(96))
    np.testing.assert_array_equal(ribbons[1], one.rows())
    assert [np.sort(row).tolist() for row in ribbons[2:]] == [list(range(96))] * 2
    names = [label.get_text() for label in above.get_yticklabels()]
    assert names == ["the file", "epoch 1", "epoch 2", "an array"]
    told = [label.get_text() for label in above.child_axes[0].get_yticklabels()]
    assert told == ["12 pieces", "4 windows", "4 windows", "one full shuffle"]
    points = below.collections[0].get_offsets()
    np.testing.assert_array_equal(points[:, 0], one.rows()[:80])
    np.testing.assert_array_equal(points[:, 1], np.repeat(np.arange(8), 10))


def test_white_lines_part_chunks_and_windows():
    one = order()
    above = draw_chunk_order(one).axes[0]
    borders = [[path.vertices[0, 0] for path in lines.get_paths()] for lines in above.collections]
    assert borders[0] == list(range(8, 96, 8))
    assert borders[1] == one.ends[:-1].tolist() == [24, 48, 72]


@pytest.mark.parametrize("end", [1, 5, 100_000])
def test_files_of_any_size(end):
    figure = draw_chunk_order(order(end))
    assert figure._repr_png_().startswith(b"\x89PNG")
    assert figure.axes[0].images[0].get_array().shape[1] <= 3000


def test_its_text_are_the_orders_words():
    assert repr(draw_chunk_order(order())) == str(order()) == repr(order())
    assert "in the order of the file" in repr(order(shuffle=False).draw())
