import contextlib
import signal
import threading

import pytest

from faqlab.core.held_interrupt import held_interrupt


def press():
    signal.raise_signal(signal.SIGINT)


def test_the_block_ends_before_the_interrupt_is_raised():
    done = []

    def work():
        with held_interrupt():
            press()
            done.append("all")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert done == ["all"]


def test_the_second_is_raised_at_once():
    done = []

    def work():
        with held_interrupt():
            press()
            press()
            done.append("all")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert done == []


def test_one_that_code_within_would_swallow_is_raised_all_the_same():
    """As Keras does: see `_save_model_to_fileobj`."""

    def work():
        with held_interrupt(), contextlib.suppress(BaseException):
            press()

    with pytest.raises(KeyboardInterrupt):
        work()


def test_an_interrupt_and_an_error_are_both_told():
    def work():
        with held_interrupt():
            press()
            raise OSError("the disk is full")

    with pytest.raises(KeyboardInterrupt) as caught:
        work()
    assert isinstance(caught.value.__context__, OSError)


def test_whoever_listened_before_listens_again():
    heard = []
    before = signal.signal(signal.SIGINT, lambda number, frame: heard.append(number))
    try:
        with held_interrupt():
            press()
            assert heard == []
        assert heard == [signal.SIGINT]
        press()
        assert len(heard) == 2
    finally:
        signal.signal(signal.SIGINT, before)


def test_in_another_thread_all_stays_as_it_is():
    handlers = []

    def work():
        with held_interrupt():
            handlers.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert handlers == [signal.getsignal(signal.SIGINT)]
