import keras
import numpy as np

from faqlab.model_files.formats import KERAS, WEIGHTS_H5, recognise
from faqlab.model_files.named_weights import open_weights, weights_by_name


def test_layers_are_found_by_the_names_they_were_given(tmp_path):
    inside = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, name="conv")], name="enc")
    layers = [inside, keras.layers.Dropout(0.5), keras.layers.Dense(2, name="head")]
    model = keras.Sequential([keras.Input((3,)), *layers])
    for name, kind in (("m.keras", KERAS), ("m.weights.h5", WEIGHTS_H5)):
        path = tmp_path / name
        model.save(path) if kind == KERAS else model.save_weights(path)
        assert recognise(path) == kind
        with open_weights(path, kind) as file:
            found = weights_by_name(file, kind)
            assert found.keys() == {"enc/conv", "head"}
            kernel, bias = inside.get_layer("conv").get_weights()
            np.testing.assert_array_equal(found["enc/conv"]["vars/0"], kernel)
            np.testing.assert_array_equal(found["enc/conv"]["vars/1"], bias)
