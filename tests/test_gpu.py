"""What holds of the topic as a whole: it leaves the devices alone until it is asked."""

import subprocess
import sys

from faqlab import gpu


def fresh(source):
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_importing_it_loads_no_backend_so_that_devices_can_still_be_set_up():
    source = (
        "import sys\n"
        "from faqlab import gpu\n"
        "print(sorted({'keras', 'tensorflow', 'jax', 'torch'} & set(sys.modules)))\n"
    )
    assert fresh(source) == "[]"


def test_every_public_name_is_there():
    assert [name for name in gpu.__all__ if not hasattr(gpu, name)] == []
