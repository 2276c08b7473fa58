from faqlab.core.told_picture import told_picture


def test_a_picture_is_shown_and_told():
    figure = told_picture("A line.", figsize=(2, 1))
    figure.subplots().plot([1, 2])
    assert repr(figure) == "A line."
    assert figure._repr_png_().startswith(b"\x89PNG")
    assert figure.get_size_inches().tolist() == [2, 1]
