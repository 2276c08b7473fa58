import keras
import pytest

from faqlab.core.application_catalogue import architecture, catalogue, time_architectures

# The smaller ones; the benchmark builds all forty.
SMALL = ("MobileNetV3Small", "MobileNetV2")


@pytest.fixture(scope="module")
def timing():
    return time_architectures(*SMALL, repeats=1)


def test_the_published_figures_are_those_of_the_networks_here(timing):
    published = {one.name: one for one in catalogue().rows}
    assert [one.name for one in timing.rows] == [*SMALL]
    for one in timing.rows:
        assert one.parameters / 1e6 == pytest.approx(published[one.name].millions, abs=0.06)
    assert timing.rows[1].parameters == 3_538_984  # as keras.io has it


def test_the_pixels_are_those_that_the_network_asks_for():
    model = keras.applications.MobileNetV2(weights=None)
    assert model.input_shape[1] == catalogue().rows[1].pixels == 224


def test_the_times_are_a_table(timing):
    lines = str(timing).splitlines()
    assert lines[0].split("  ")[0] == "architecture"
    assert len(lines) == 1 + len(SMALL)
    assert all(one.milliseconds > 0 and one.build_seconds > 0 for one in timing.rows)
    assert "3,538,984" in timing._repr_html_()


def test_all_are_listed_smallest_first():
    rows = catalogue().rows
    assert len(rows) == 40
    sizes = [one.megabytes for one in rows]
    assert sizes == sorted(sizes)
    assert "VGG16" in str(catalogue())
    assert "138.4 M" in catalogue()._repr_html_()


def test_the_list_can_be_narrowed():
    rows = catalogue(most_megabytes=100, least_top1=80).rows
    assert rows
    assert all(one.megabytes <= 100 and one.top1 >= 80 for one in rows)
    with pytest.raises(ValueError, match=r"No architecture is like that\. Expected: from 10 MB on"):
        catalogue(most_megabytes=5)


def test_wrong_names_are_refused():
    with pytest.raises(ValueError, match=r"no architecture 'VGG-16'. Expected: one of 'VGG16'"):
        architecture("VGG-16")
    with pytest.raises(ValueError, match="no architecture None"):
        architecture(None)
    with pytest.raises(ValueError, match="no architecture 'Lenet'"):
        time_architectures("MobileNet", "Lenet")
    with pytest.raises(ValueError, match="nothing to measure"):
        time_architectures()
    with pytest.raises(ValueError, match="number of repeats is wrong"):
        time_architectures("MobileNet", repeats=0)
