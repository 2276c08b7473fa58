"""The doubles have what the comms of several ipykernels have; a browser test has the rest."""

import ipywidgets
import pytest
from ipykernel.comm.comm import BaseComm

from faqlab.widgets.busy_kernel import hear_while_busy


class OldComm:
    """As in ipykernel before 7.4: nothing is sent back to another thread."""


class NewComm:
    """As in ipykernel 7.4: an answer goes to the thread that last wrote to the page."""

    _reply_subshell_id = "main"

    def _reply_subshell_for(self, data, default):
        return getattr(self, "_reply_subshell_id", default)


class Widget:
    def __init__(self, comm):
        self.comm = comm


def test_the_kernels_choice_of_the_busy_thread_is_put_aside():
    widget, other = Widget(NewComm()), Widget(NewComm())
    hear_while_busy(widget)
    assert widget.comm._reply_subshell_for({"method": "custom"}, "subshell") == "subshell"
    assert other.comm._reply_subshell_for({"method": "custom"}, "subshell") == "main"


def test_a_kernel_that_makes_no_such_choice_is_left_alone():
    widget = Widget(OldComm())
    hear_while_busy(widget)
    assert vars(widget.comm) == {}


def test_a_widget_that_was_closed_has_no_comm():
    widget = ipywidgets.Text()
    widget.close()
    hear_while_busy(widget)
    assert widget.comm is None


@pytest.mark.skipif(
    not hasattr(BaseComm, "_reply_subshell_for"), reason="this ipykernel makes no such choice"
)
def test_the_installed_kernel_calls_it_as_we_answer():
    """The name and the two arguments are private, so this says when they change."""
    comm = BaseComm(primary=False)
    comm._reply_subshell_id = "main"
    assert comm._reply_subshell_for({}, "subshell") == "main"
    hear_while_busy(Widget(comm))
    assert comm._reply_subshell_for({}, "subshell") == "subshell"
