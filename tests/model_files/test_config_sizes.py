import pytest

from faqlab.model_files.config_sizes import check_sizes, least_numbers
from faqlab.model_files.findings import Findings


def dense(units):
    return {"class_name": "Dense", "config": {"name": "d", "units": units}}


@pytest.mark.parametrize(
    ("layers", "stored", "alarm"),
    [
        ([dense(1000)] * 3, 4_000_000, False),
        ([dense(10**8)], 20_000, True),
        ([dense(10**12)], None, True),
        ([dense(1)] * 3000, 1_000_000, True),
    ],
)
def test_sizes_far_beyond_the_file_are_an_alarm(layers, stored, alarm):
    found = Findings()
    check_sizes({"config": {"layers": layers}}, "config.json", found, stored)
    assert bool(list(found)) == alarm


def test_the_least_a_layer_holds():
    lstm = {"class_name": "LSTM", "config": {"units": 5}}
    # Four gates, each with a matrix of the state on itself at least.
    assert least_numbers(lstm) >= 4 * 5 * 5
