"""The steps themselves on a healthy Python; what they say of a sick one is in the test beside."""

import h5py
import keras
import pytest

from faqlab.core import doctor_child


def test_the_steps_say_the_versions():
    assert doctor_child.h5py_step().startswith(f"{h5py.__version__}, with HDF5 ")
    assert doctor_child.backend_step().startswith("tensorflow 2.")
    assert doctor_child.keras_step().startswith(f"{keras.__version__} on tensorflow")


def test_an_hdf5_that_reads_something_else_is_found(monkeypatch):
    monkeypatch.setattr(doctor_child.np, "array_equal", lambda *two: False)
    with pytest.raises(OSError, match="isn't what is read"):
        doctor_child.h5py_step()


def test_another_hdf5_than_it_was_built_for_is_found(monkeypatch):
    monkeypatch.setattr(h5py.version, "hdf5_built_version_tuple", (1, 10, 4))
    with pytest.raises(ImportError, match=r"h5py is for HDF5 1\.10\.4"):
        doctor_child.h5py_step()


def test_a_keras_that_loads_another_network_is_found(monkeypatch):
    def other(path):
        return keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, bias_initializer="ones")])

    monkeypatch.setattr(keras.models, "load_model", other)
    with pytest.raises(OSError, match="gives another network"):
        doctor_child.keras_step()


def test_a_backend_that_is_not_there_is_an_error(monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "no_such_backend")
    with pytest.raises(ModuleNotFoundError, match="no_such_backend"):
        doctor_child.backend_step()
