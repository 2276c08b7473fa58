"""What holds of the topic as a whole: it loads no Keras, which may be what is broken."""

import subprocess
import sys

from faqlab import installation

SOURCE = """
import sys
from faqlab import installation
installation.doctor(quick=True)
print(sorted({"keras", "tensorflow", "h5py"} & set(sys.modules)))
"""


def test_looking_loads_nothing_that_may_be_broken():
    done = subprocess.run(
        [sys.executable, "-c", SOURCE], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_every_public_name_is_there():
    assert [name for name in installation.__all__ if not hasattr(installation, name)] == []
