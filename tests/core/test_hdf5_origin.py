from pathlib import Path

import h5py

from faqlab.core.hdf5_origin import Hdf5Origin, hdf5_origin


def test_it_is_the_library_that_the_process_has_loaded():
    found = hdf5_origin()
    assert (found.h5py, found.hdf5) == (h5py.__version__, h5py.version.hdf5_version)
    maps = Path("/proc/self/maps")
    if not maps.exists():
        return
    loaded = {line.split()[-1] for line in maps.read_text().splitlines() if "libhdf5" in line}
    within = {Path(path).name for path in loaded if "h5py.libs" in path}
    assert set(found.bundled) >= within
    assert bool(found.bundled) == bool(within)


def test_a_wheel_and_another_installation(tmp_path):
    package = tmp_path / "h5py"
    package.mkdir()
    assert hdf5_origin(package).bundled == ()
    assert "the environment's or the system's" in str(hdf5_origin(package))
    (tmp_path / "h5py.libs").mkdir()
    (tmp_path / "h5py.libs" / "libhdf5-1.so").write_bytes(bytes(3_000_000))
    (tmp_path / "h5py.libs" / "libz.so").write_bytes(bytes(1_000_000))
    found = hdf5_origin(package)
    assert (found.bundled, found.size) == (("libhdf5-1.so",), 4_000_000)
    assert "it came with h5py (4 MB of libraries)" in str(found)


def test_its_text():
    one = Hdf5Origin("3.14.0", "1.14.6", installer="conda")
    assert str(one).startswith("h5py 3.14.0, installed by conda. HDF5 1.14.6: it is the env")
