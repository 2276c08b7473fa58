import os
import subprocess
import sys

from faqlab.core.quiet import quiet_stderr


def test_what_c_code_writes_is_not_seen_and_what_follows_is(capfd):
    with quiet_stderr():
        os.write(2, b"hidden")
    os.write(2, b"seen")
    assert capfd.readouterr().err == "seen"


def test_it_loads_no_backend():
    source = "import sys, faqlab.core.quiet\nassert not {'keras', 'tensorflow'} & set(sys.modules)"
    assert subprocess.run([sys.executable, "-c", source]).returncode == 0
