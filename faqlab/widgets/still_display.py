"""A widget, and the still picture of it that a stored notebook shows in its place."""

import base64

import anywidget


def display_with_still(widget: anywidget.AnyWidget, picture: bytes, words: str) -> None:
    """Show a widget in a notebook, and store a picture and its words after it.

    Args:
        widget: The widget; its `still` becomes the end of the picture's text, by which the page
            knows the picture and hides it while the widget is alive.
        picture: The picture, a PNG file's bytes.
        words: What it shows; readers who can't see it get them too.
    """
    from IPython.display import display

    text = base64.b64encode(picture).decode()
    widget.still = text.strip()[-64:]
    bundle = widget._repr_mimebundle_()
    display(bundle[0] if isinstance(bundle, tuple) else bundle, raw=True)
    alt = {"image/png": {"alt": words}}
    display({"image/png": text, "text/plain": words}, raw=True, metadata=alt)
