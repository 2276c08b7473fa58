"""A widget, and the still picture of it that a stored notebook shows in its place."""

import base64

import anywidget


def display_with_still(widget: anywidget.AnyWidget, picture: bytes, words: str) -> None:
    """Show a widget in a notebook, and store a picture and its words after it.

    Args:
        widget: The widget; to its `still` is added the end of the picture's text, by which the
            page knows the picture and hides it while the widget is alive. A widget that is shown
            twice has two pictures, with a space between their ends.
        picture: The picture, a PNG file's bytes.
        words: What it shows; readers who can't see it get them too.
    """
    from IPython.display import display

    text = base64.b64encode(picture).decode()
    ends = dict.fromkeys([*widget.still.split(), text.strip()[-64:]])
    widget.still = " ".join(ends)
    bundle = widget._repr_mimebundle_()
    display(bundle[0] if isinstance(bundle, tuple) else bundle, raw=True)
    alt = {"image/png": {"alt": words}}
    display({"image/png": text, "text/plain": words}, raw=True, metadata=alt)
