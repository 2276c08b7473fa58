import math

import numpy as np
import pytest

from faqlab.core.backend import keras
from faqlab.core.speed_up import SpeedUp, line, measure_speed_up


def test_without_anything_fixed_and_sending_nothing_it_is_the_number_of_devices():
    ideal = SpeedUp(0, 0.001, 256, 0, latency=0)
    assert [ideal.on(n) for n in (1, 2, 8)] == pytest.approx([1, 2, 8])
    assert ideal.limit == math.inf
    assert ideal.best(16) == 16


def test_without_sending_it_is_amdahls_law():
    amdahl = SpeedUp(0.25, 0.75 / 100, 100, 0, latency=0)
    for n in (1, 2, 8, 1000):
        assert amdahl.on(n) == pytest.approx(1 / (0.25 + 0.75 / n))
    assert amdahl.limit == pytest.approx(4)


def test_sending_takes_what_a_ring_takes():
    """With 4 devices each sends 6 quarters of 4,000,000 bytes, and waits six times."""
    ring = SpeedUp(0, 0.01, 100, 1_000_000, bandwidth=1e6, latency=0.5)
    assert ring.communication(4) == pytest.approx(6 * (1e6 / 1e6 + 0.5))
    assert ring.communication(1) == 0
    assert ring.seconds(4) == pytest.approx(0.25 + 9)
    assert ring.on(4) < 1
    assert ring.best() == 1


@pytest.mark.parametrize(
    "wrong", [(-1, 1, 1, 1), (0, 0, 1, 1), (0, 1, 0, 1), (0, 1, 1, -1), (0, 1, 1, 1, 0)]
)
def test_a_step_that_cannot_be(wrong):
    with pytest.raises(ValueError, match=r"no such training step\. Expected: .* Received"):
        SpeedUp(*wrong)


def test_a_line_that_seems_to_fall_is_flat():
    fixed, per_row = line([1, 2, 3], [5.0, 4.0, 3.0])
    assert fixed > 0
    assert 0 < per_row <= 0.02


def test_a_measured_model():
    layers = [keras.Input((3,)), keras.layers.BatchNormalization(), keras.layers.Dense(2)]
    model = keras.Sequential(layers)
    model.compile("sgd", "mse")
    found = measure_speed_up(model, np.ones((8, 3)), np.ones((8, 2)), 8, repeats=2, bandwidth=1e9)
    assert (found.batch_size, found.parameters, found.bandwidth) == (8, 6 + 8, 1e9)
    assert found.seconds(1) > 0
    for batch, rows in ((8, 4), (2, 8)):
        with pytest.raises(ValueError, match="too few rows"):
            measure_speed_up(model, np.ones((rows, 3)), np.ones((rows, 2)), batch)


def test_the_picture():
    figure = SpeedUp(0.001, 0.0001, 256, 1_000_000).draw(most=4)
    ideal, amdahl, fast, slow = (one.get_ydata() for one in figure.axes[0].lines)
    assert list(ideal) == [1, 2, 3, 4]
    assert all(ideal >= amdahl)
    assert all(amdahl >= fast)
    assert all(fast >= slow)
    assert figure._repr_png_().startswith(b"\x89PNG")
    assert repr(figure) == "Speed-up with 1 to 4 devices"
