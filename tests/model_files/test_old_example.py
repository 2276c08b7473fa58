import json

import h5py
import numpy as np
import pytest

from faqlab.model_files.old_example import old_example


def test_it_is_a_file_of_keras_2_with_what_that_predicted(tmp_path):
    old = old_example(tmp_path)
    with h5py.File(old.path) as file:
        version = file.attrs["keras_version"]
        config = json.loads(file.attrs["model_config"])
        training = json.loads(file.attrs["training_config"])
    assert version in ("2.2.4", b"2.2.4")
    assert config["class_name"] == "Sequential"
    assert "lr" in training["optimizer_config"]["config"]
    assert np.isfinite(old.predictions).all()


@pytest.mark.filterwarnings("ignore:Do not pass an `input_shape`:UserWarning")
def test_today_s_keras_does_not_open_it(tmp_path):
    from keras.saving import load_model

    with pytest.raises(ValueError, match="expected ndim=3, found ndim=4"):
        load_model(old_example(tmp_path).path)
