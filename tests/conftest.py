"""What holds for all tests: quiet kernels, and one browser for all browser tests."""

import os

import pytest
from xdist.scheduler import LoadScopeScheduling

# TensorFlow reads it once, at import, also in the kernels that nbval starts.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")


class OneBrowser(LoadScopeScheduling):
    """Like `--dist loadscope`, with tests/browser as one scope: it needs only one server."""

    def _split_scope(self, nodeid):
        browser = "tests/browser/"
        return browser if nodeid.startswith(browser) else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Replace the scheduler that xdist would choose."""
    return OneBrowser(config, log)
