from faqlab.widgets.weight_page import WeightPage


def test_the_text_of_a_notebook_is_the_same_whatever_the_page_shows():
    pages = [WeightPage(value) for value in ("<b>one</b>", "<b>two</b>")]
    texts = {page._repr_mimebundle_()["text/plain"] for page in pages}
    assert texts == {"Live table of the weights; the still one follows when training ends."}


def test_what_is_written_goes_to_the_page():
    page = WeightPage("before")
    assert (page.value, page.get_state()["value"]) == ("before", "before")
    page.value = "after"
    assert page.get_state()["value"] == "after"
