"""What holds of the topic as a whole: it loads no Keras, and cites the one that would be taken."""

import os
import subprocess
import sys

from faqlab import citing

SOURCE = """
import sys
from faqlab import citing
packages = [source.package for source, _ in citing.citations()]
print(packages[:2], sorted({"keras", "tensorflow"} & set(sys.modules)))
"""


def test_without_keras_it_cites_the_backend_that_keras_would_take():
    env = os.environ | {"KERAS_BACKEND": "tensorflow"}
    done = subprocess.run([sys.executable, "-c", SOURCE], env=env, capture_output=True, check=True)
    assert done.stdout.decode().strip() == "['keras', 'tensorflow'] []"


def test_every_public_name_is_there():
    assert [name for name in citing.__all__ if not hasattr(citing, name)] == []
