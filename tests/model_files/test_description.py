import html.parser

import pandas
import pytest

from faqlab.model_files.compile_config import Compiled
from faqlab.model_files.config_layers import Layer
from faqlab.model_files.description import Description, Variable, parts_of, variable_words

LAYERS = (
    Layer("body", "body", "Dense", "units 3", 0),
    Layer("drop", "drop", "Dropout", "rate 0.5", 0),
)
WEIGHTS = (
    Variable("body", "kernel", (4, 3), "float32", 48),
    Variable("body", "bias", (3,), "float32", 12),
)
STATE = (Variable("optimizer", "0", (), "int64", 8),)


def made(**changes) -> Description:
    told = {
        "path": "/somewhere/model.keras",
        "format": "Keras archive (.keras)",
        "size": 200,
        "keras_version": "3.0.0",
        "saved": "2026-01-01 00:00:00",
        "kind": "Sequential",
        "name": "net",
        "layers": LAYERS,
        "weights": WEIGHTS,
        "compiled_as": Compiled("Adam", (("learning_rate", 0.001),), "mse"),
        "state": STATE,
        "steps": 7,
        "parts": parts_of(200, {"architecture": 80, "weights": 60, "optimizer state": 40}),
    }
    return Description(**(told | changes))


def test_the_text_tells_the_story_and_nothing_that_changes_from_run_to_run():
    assert str(made()).splitlines() == [
        "model.keras: Keras archive (.keras), 200 bytes, written by Keras 3.0.0.",
        "Sequential 'net': 2 layers. Compiled with Adam (learning_rate 0.001); loss mse; "
        "trained for 7 steps.",
        "15 parameters. The weights take 60 bytes (30 %), the optimizer's state 40 bytes (20 %), "
        "the rest 100 bytes.",
        "",
        "part             bytes     share",
        "architecture     80 bytes  40 %",
        "weights          60 bytes  30 %",
        "optimizer state  40 bytes  20 %",
        "the rest         20 bytes  10 %",
        "",
        "layer  kind     settings  weights             bytes",
        "body   Dense    units 3   kernel 4×3, bias 3  60 bytes",
        "drop   Dropout  rate 0.5                      -",
    ]
    assert repr(made()) == str(made())


@pytest.mark.parametrize(
    ("changes", "compiled", "trained", "words"),
    [
        ({}, True, True, "trained for 7 steps"),
        ({"steps": 1}, True, True, "trained for 1 step."),
        ({"steps": 0}, True, False, "never trained"),
        ({"steps": None}, True, None, "loss mse."),
        ({"compiled_as": Compiled(), "steps": None}, False, None, "Not compiled."),
        ({"kind": "", "layers": (), "steps": None}, None, None, "15 parameters"),
    ],
)
def test_what_the_file_does_not_say_is_left_open(changes, compiled, trained, words):
    one = made(**changes)
    assert (one.compiled, one.trained) == (compiled, trained)
    assert words in str(one)


def test_the_fields_make_data_frames():
    frame = pandas.DataFrame(made().weights)
    assert list(frame.columns) == ["layer", "name", "shape", "dtype", "size"]
    assert frame["size"].sum() == 60
    assert list(pandas.DataFrame(made().parts)["share"]) == [0.4, 0.3, 0.2, 0.1]
    assert len(pandas.DataFrame(made().layers)) == 2


def test_a_long_table_is_cut_short_and_says_so():
    many = tuple(Layer(f"d{i}", f"d{i}", "Dense", "", 0) for i in range(100))
    text = str(made(layers=many, weights=()))
    assert "d29" in text
    assert "d30" not in text
    assert text.endswith("... and 70 more: see .layers and .weights.")
    assert "70 more" in made(layers=many, weights=())._repr_html_()


def test_weights_of_layers_that_no_architecture_names_are_shown_too():
    rows = list(made(layers=LAYERS[1:]).by_layer())
    assert [(address, layer is None, len(own)) for address, layer, own in rows] == [
        ("drop", False, 0),
        ("body", True, 2),
    ]


EVIL = "<img src=x onerror=alert(1)>\x1b[31m\u202eevil\n" + "x" * 10_000


class Tags(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = set()

    def handle_starttag(self, tag, attributes):
        self.found.add(tag)


def test_names_that_are_out_to_deceive_stay_text_and_short():
    layers = (Layer(EVIL, EVIL, EVIL, EVIL, 0),)
    weights = (Variable(EVIL, EVIL, (1,), EVIL, 4),)
    one = made(
        path=EVIL.replace("/", ""),
        keras_version=EVIL,
        kind=EVIL,
        name=EVIL,
        layers=layers,
        weights=weights,
        notes=(EVIL,),
        compiled_as=Compiled(EVIL, ((EVIL, EVIL),), EVIL, (EVIL,)),
    )
    text = str(one)
    assert not set(text) & {"\x1b", "\u202e"}
    assert max(map(len, text.splitlines())) < 600
    tags = Tags()
    tags.feed(one._repr_html_())
    assert "img" not in tags.found
    assert "table" in tags.found


def test_parts_add_up_and_refuse_to_be_more_than_the_file():
    parts = parts_of(1000, {"weights": 600, "assets": 0, "graph": 400})
    assert [(one.name, one.size) for one in parts] == [("weights", 600), ("graph", 400)]
    assert sum(one.share for one in parts) == pytest.approx(1)
    with pytest.raises(ValueError, match="larger than the file"):
        parts_of(10, {"weights": 11})


def test_many_variables_are_counted():
    assert variable_words((WEIGHTS[1],) * 6) == "bias 3, bias 3, bias 3, bias 3, 2 more"
    assert variable_words(()) == ""
    assert variable_words(STATE) == "0 ()"
