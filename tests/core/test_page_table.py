from html.parser import HTMLParser

from faqlab.core.page_table import page_table, text_table


class Cells(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.tags, self.text = [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.text.append(data)


def test_columns_are_aligned():
    lines = text_table(["layer", "did"], [["a", "moved"], ["encoder/conv", "still"]]).split("\n")
    assert [line[14:] for line in lines] == ["did", "moved", "still"]


def test_text_is_escaped_and_marked_rows_and_bars_are_told():
    page = page_table(["layer"], [["<script>alert(1)</script>"], ["b"]], [1], "a & b", [0.5, None])
    cells = Cells(page)
    assert "<script>alert(1)</script>" in cells.text
    assert "script" not in [tag for tag, _ in cells.tags]
    assert "a & b" in cells.text
    assert [a["class"] for tag, a in cells.tags if tag == "tr" and "class" in a] == ["", "marked"]
    assert [a["style"] for tag, a in cells.tags if tag == "i"] == ["width:50%"]


def test_a_bar_stays_within_its_frame():
    styles = [
        a["style"]
        for tag, a in Cells(page_table(["x"], [["a"], ["b"]], bars=[7, -1])).tags
        if tag == "i"
    ]
    assert styles == ["width:100%", "width:0%"]


def test_cells_that_hold_sentences_are_broken_where_the_page_ends():
    table = '<table class="faqlab-table wrapped">'
    assert table in page_table(["a"], [["A sentence."]], wrap=True)
    assert table not in page_table(["a"], [["A sentence."]])
