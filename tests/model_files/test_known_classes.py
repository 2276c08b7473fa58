import inspect

import keras

from faqlab.model_files.known_classes import is_class, is_function, is_pure_operation, is_word

MAY_RUN_CODE = {"Lambda", "TFSMLayer", "TorchModuleWrapper", "JaxLayer", "FlaxLayer"}


def classes(module):
    return {name for name, one in vars(module).items() if inspect.isclass(one)}


def test_what_todays_keras_makes_models_of_is_on_the_list():
    for module in ("layers", "optimizers", "losses", "metrics", "initializers", "regularizers"):
        names = classes(getattr(keras, module)) - MAY_RUN_CODE
        missing = {name for name in names if not is_class(name, f"keras.{module}")}
        assert not missing, module


def test_what_could_act_is_not():
    assert not is_function("get_file", "keras.utils")
    assert not is_function("plot_image_gallery", "keras.visualization")
    assert not is_class("load_model", "keras.saving")
    assert not is_word("os.system")
    assert not is_pure_operation("io.write_file")


def test_functions_by_their_names():
    assert is_function("relu", "builtins")
    assert is_word("mean_squared_error")
    assert is_pure_operation("math.add")
