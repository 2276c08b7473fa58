"""An answer as bad as can be."""


class Evil:
    """An answer that raises wherever it can."""

    def __getattr__(self, name):
        raise RuntimeError(f"no {name} at 0x7f00aa")

    def __call__(self, *args):
        raise RuntimeError("called")

    def __repr__(self):
        raise RuntimeError("shown")

    def __eq__(self, other):
        raise RuntimeError("compared")

    def __str__(self):
        raise RuntimeError("written")

    __hash__ = None
