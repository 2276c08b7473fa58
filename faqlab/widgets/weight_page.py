"""The table of a watch, live in the page while training goes on."""

import ipywidgets


class WeightPage(ipywidgets.HTML):
    """A piece of the page that can be written anew, again and again, without a flash.

    Example:

    >>> page = WeightPage("<b>still</b>")
    >>> page.value = "<b>moved</b>"
    >>> page
    Live table of the weights; the still one follows when training ends.
    """

    def __repr__(self) -> str:
        return "Live table of the weights; the still one follows when training ends."
