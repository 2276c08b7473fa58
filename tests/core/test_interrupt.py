import signal
import threading

import pytest

from faqlab.core.interrupt import Interrupt


class Model:
    """Something with a `fit`: the interrupt looks for it on the stack."""

    def fit(self, work):
        work()


@pytest.fixture
def heard():
    return []


@pytest.fixture
def model():
    return Model()


@pytest.fixture
def interrupt(model, heard):
    one = Interrupt(model, lambda: heard.append("ask"), lambda: heard.append("give up"))
    before = signal.getsignal(signal.SIGINT)
    yield one
    signal.signal(signal.SIGINT, before)


def press():
    signal.raise_signal(signal.SIGINT)


def test_the_first_press_asks_and_the_second_raises(model, interrupt, heard):
    def work():
        press()
        assert heard == ["ask"]
        press()

    interrupt.install()
    with pytest.raises(KeyboardInterrupt):
        model.fit(work)
    assert heard == ["ask", "give up"]


def test_after_removal_the_listener_from_before_hears(model, interrupt, heard):
    signal.signal(signal.SIGINT, lambda number, frame: heard.append("before"))
    interrupt.install()
    model.fit(press)
    interrupt.remove()
    press()
    assert heard == ["ask", "before"]


def test_if_fit_raised_the_next_press_is_passed_on(model, interrupt, heard):
    def work():
        raise ZeroDivisionError

    interrupt.install()
    with pytest.raises(ZeroDivisionError):
        model.fit(work)
    with pytest.raises(KeyboardInterrupt):
        press()
    assert heard == []
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_two_listeners_on_one_fit(model, interrupt, heard):
    second = Interrupt(model, lambda: heard.append("ask 2"), lambda: heard.append("give up 2"))

    def work():
        press()
        press()

    interrupt.install()
    second.install()
    with pytest.raises(KeyboardInterrupt):
        model.fit(work)
    assert heard == ["ask 2", "give up 2"]


def test_in_another_thread_nothing_changes(interrupt):
    before = signal.getsignal(signal.SIGINT)
    thread = threading.Thread(target=interrupt.install)
    thread.start()
    thread.join()
    assert signal.getsignal(signal.SIGINT) is before


def test_where_interrupts_are_ignored_they_stay_ignored(interrupt):
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    interrupt.install()
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
