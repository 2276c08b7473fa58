import sys

from faqlab.widgets.notebook_shell import notebook_shell


def test_a_shell_without_a_kernel_is_no_notebook(monkeypatch):
    import IPython

    monkeypatch.setattr(IPython, "get_ipython", lambda: object())
    assert notebook_shell() is None


def test_a_kernel_is(monkeypatch):
    import IPython

    class Shell:
        kernel = object()

    shell = Shell()
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
    assert notebook_shell() is shell


def test_ipython_is_not_loaded_to_find_out(monkeypatch):
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    assert notebook_shell() is None
    assert "IPython" not in sys.modules
