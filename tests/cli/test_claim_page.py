from faqlab.cli.claim_page import claim_page
from faqlab.core.claim import FAQ, HOLDS, Claim, Claims, Evidence


def lower(a=1, b=2):
    return Evidence(HOLDS, {"lower": a < b})


def test_the_page_is_whole_and_fetches_nothing():
    table = Claims([Claim("tiny.1", "It is.", (FAQ,), lower, HOLDS, ())]).run()
    page = claim_page(table, ["Keras <3>.", "How to read it."])
    assert page.startswith("<!DOCTYPE html>")
    assert page.rstrip().endswith("</html>")
    assert "<p>Keras &lt;3&gt;.</p>" in page
    assert table._repr_html_() in page
    assert "lower: yes" in page
    assert "a &lt; b" in page  # the experiment's source
    assert not any(word in page for word in ("<script", "http", "src=", "<link", "{{"))
