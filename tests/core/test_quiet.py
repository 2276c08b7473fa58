import logging
import os
import subprocess
import sys

from faqlab.core.quiet import no_advice, quiet_stderr


def test_what_c_code_writes_is_not_seen_and_what_follows_is(capfd):
    with quiet_stderr():
        os.write(2, b"hidden")
    os.write(2, b"seen")
    assert capfd.readouterr().err == "seen"


def test_it_loads_no_backend():
    source = "import sys, faqlab.core.quiet\nassert not {'keras', 'tensorflow'} & set(sys.modules)"
    assert subprocess.run([sys.executable, "-c", source]).returncode == 0


def test_a_library_s_advice_is_kept_back_its_errors_aren_t_and_then_it_is_heard_again(caplog):
    logger = logging.getLogger("tensorflow")
    before = logger.level
    with no_advice("tensorflow"):
        logger.warning("advice")
        logger.error("error")
    logger.warning("later")
    assert [one.message for one in caplog.records] == ["error", "later"]
    assert logger.level == before
