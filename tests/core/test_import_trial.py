import os

import pytest

from faqlab.core.import_trial import import_in


def test_the_real_one_and_one_that_hides_it(tmp_path):
    real = import_in(tmp_path)
    assert (real.imported, real.error) == (True, "")
    assert str(real) == "import h5py: no error."
    (tmp_path / "h5py.py").touch()
    other = import_in(tmp_path)
    assert other.imported
    assert other.error.startswith("AttributeError: module 'h5py' has no attribute 'File'")
    assert os.path.basename(other.file) == "h5py.py"


def test_a_module_that_is_not_there_fails_or_ends_the_process(tmp_path):
    assert not import_in(tmp_path, "no_such_module").imported
    (tmp_path / "fails.py").write_text("1 / 0")
    assert "ZeroDivisionError" in import_in(tmp_path, "fails").error
    (tmp_path / "dies.py").write_text("import os\nos._exit(3)")
    assert import_in(tmp_path, "dies").error == "exit code 3"


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError):
        import_in(tmp_path / "none")
