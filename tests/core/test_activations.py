"""Keras, asked another way, says what is right: submodels, loops over layers, plain numpy."""

import keras
import numpy as np
import pytest

from faqlab.core.activations import outputs
from faqlab.core.extractors import submodel

layers = keras.layers


@pytest.fixture(autouse=True)
def seed():
    keras.utils.set_random_seed(0)


def images(samples=5):
    return np.random.default_rng(0).random((samples, 8, 8, 1), np.float32)


def sequences(samples=6, steps=5, size=3):
    return np.random.default_rng(0).normal(size=(samples, steps, size)).astype("float32")


def small(with_input=True):
    return keras.Sequential(
        [
            *([keras.Input((8, 8, 1))] if with_input else []),
            layers.Conv2D(4, 3, activation="relu", name="conv"),
            layers.BatchNormalization(name="norm"),
            layers.Dropout(0.5, name="drop"),
            layers.Flatten(name="flat"),
            layers.Dense(3, activation="softmax", name="head"),
        ]
    )


def step_by_step(model, x, training=False):
    """What each layer of a plain stack gives, one called after the other."""
    found = {}
    for layer in model.layers:
        more = {"training": training} if layer.name in ("norm", "drop") else {}
        x = layer(x, **more)
        found[layer.name] = keras.ops.convert_to_numpy(x)
    return found


def same(found, expected, tolerance=1e-6):
    assert list(found) == list(expected)
    for name, array in expected.items():
        np.testing.assert_allclose(found[name], array, rtol=1e-5, atol=tolerance, err_msg=name)


def state(model):
    """Everything about a model that looking might change."""
    graph = [len(one._inbound_nodes) + len(one._outbound_nodes) for one in model._flatten_layers()]
    return {
        "weights": [keras.ops.convert_to_numpy(one).tolist() for one in model.variables],
        "rnn": [
            keras.ops.convert_to_numpy(one).tolist()
            for layer in model._flatten_layers()
            for one in keras.tree.flatten(getattr(layer, "states", None) or [])
        ],
        "names": [sorted(vars(one)) for one in model._flatten_layers()],
        "call": [one.call for one in model._flatten_layers()],
        "trainable": [one.trainable for one in model._flatten_layers()],
        "functions": [model.train_function, model.predict_function],
        "compiled": (model.compiled, model.run_eagerly, getattr(model, "optimizer", None)),
        "losses": [id(one) for one in model.losses],
        "graph": graph,
        "keras": keras.Operation.__call__,
    }


# Every kind of model


@pytest.mark.parametrize("with_input", [True, False])
def test_a_sequential_with_and_without_an_input(with_input):
    model, x = small(with_input), images(70)
    found = outputs(model, x)
    same(found, step_by_step(model, x))
    assert model.input_shape == (None, 8, 8, 1)
    np.testing.assert_allclose(found["head"], model.predict(x, verbose=0), atol=1e-6)


def test_a_dense_and_a_convolution_are_what_numpy_says():
    model, x = small(), images()
    found = outputs(model, x)
    kernel, bias = map(np.asarray, model.get_layer("head").get_weights())
    logits = found["flat"] @ kernel + bias
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    np.testing.assert_allclose(found["head"], powers / powers.sum(1, keepdims=True), atol=1e-6)
    kernel, bias = model.get_layer("conv").get_weights()
    windows = np.lib.stride_tricks.sliding_window_view(x[..., 0], (3, 3), axis=(1, 2))
    maps = np.einsum("nhwij,ijc->nhwc", windows, kernel[:, :, 0]) + bias
    np.testing.assert_allclose(found["conv"], np.maximum(maps, 0), atol=1e-6)


def functional():
    image, extra = keras.Input((8, 8, 1), name="image"), keras.Input((2,), name="extra")
    encoder = keras.Sequential(
        [layers.Conv2D(2, 3, name="conv1"), layers.Conv2D(3, 3, name="conv2"), layers.Flatten()],
        name="encoder",
    )
    shared = layers.Dense(4, name="shared")
    a = shared(encoder(image))
    b = shared(encoder(image * 2.0))
    joined = layers.Concatenate(name="joined")([a, b, extra])
    return keras.Model([image, extra], {"one": layers.Dense(1, name="one")(joined), "two": a})


def test_several_inputs_and_outputs_nested_models_and_shared_layers():
    model = functional()
    x = {"image": images(), "extra": np.ones((5, 2))}
    found = outputs(model, x)
    encoder, shared = model.get_layer("encoder"), model.get_layer("shared")
    plain = encoder.predict(x["image"], verbose=0)
    double = encoder.predict(x["image"] * 2, verbose=0)
    np.testing.assert_allclose(found["encoder"], plain, atol=1e-6)
    np.testing.assert_allclose(found["encoder:2"], double, atol=1e-6)
    np.testing.assert_allclose(found["shared"], shared(plain), atol=1e-6)
    np.testing.assert_allclose(found["shared:2"], shared(double), atol=1e-6)
    inner = submodel(encoder, "conv2").predict(x["image"] * 2, verbose=0)
    np.testing.assert_allclose(found["encoder:2/conv2"], inner, atol=1e-6)
    np.testing.assert_array_equal(found["extra"], x["extra"])
    predicted = model.predict(x, verbose=0)
    np.testing.assert_allclose(found["one"], predicted["one"], atol=1e-6)
    assert found["encoder:2/conv1"].shape == (5, 6, 6, 2)
    # Keras numbers the operations that nobody names, over all models of a process.
    (double,) = (name for name in found if name.startswith("multiply"))
    np.testing.assert_array_equal(found[double], 2 * x["image"])


def test_a_nested_model_of_several_outputs():
    inputs = keras.Input((4,))
    both = keras.Model(inputs, {"mean": layers.Dense(2)(inputs), "spread": inputs + 1.0})
    both.name = "both"
    outer = keras.Input((4,), name="outer")
    model = keras.Model(outer, both(outer)["mean"])
    x = np.ones((3, 4), np.float32)
    found = outputs(model, x, "both")
    same(found, {f"both[{k}]": v for k, v in both.predict(x, verbose=0).items()})


class Mine(keras.Model):
    """Layers of its own, a layer used twice, positions, attention, and a sum that is no layer."""

    def __init__(self):
        super().__init__(name="mine")
        self.embed = layers.Embedding(20, 6, name="embed")
        self.place = layers.Embedding(7, 6, name="place")
        self.attend = layers.MultiHeadAttention(2, 3, name="attend")
        self.norm = layers.LayerNormalization(name="norm")

    def call(self, x, training=False):
        x = self.norm(self.embed(x) + self.place(keras.ops.arange(7)))
        return self.norm(x + self.attend(x, x, training=training))


@pytest.mark.parametrize("built", [True, False])
def test_a_subclassed_model_with_embedding_and_attention(built):
    model, x = Mine(), np.random.default_rng(0).integers(0, 20, (40, 7))
    if built:
        model(x)
    found = outputs(model, x, batch_size=7)
    embed, place = model.embed(x), model.place(np.arange(7))
    first = model.norm(embed + place)
    np.testing.assert_array_equal(found["embed"], embed)
    np.testing.assert_array_equal(found["place"], place)
    np.testing.assert_allclose(found["norm"], first, atol=1e-5)
    np.testing.assert_allclose(found["attend"], model.attend(first, first), atol=1e-5)
    np.testing.assert_allclose(found["norm:2"], model.predict(x, verbose=0), atol=1e-5)
    assert found["attend/query"].shape == (40, 7, 2, 3)


def test_an_attention_layer_that_gives_its_scores():
    inputs = keras.Input((7, 4))
    attend = layers.MultiHeadAttention(2, 3, name="attend")
    model = keras.Model(inputs, attend(inputs, inputs, return_attention_scores=True)[0])
    x = sequences(5, 7, 4)
    found = outputs(model, x, "attend")
    output, scores = attend(x, x, return_attention_scores=True)
    same(found, {"attend[0]": output, "attend[1]": scores})


class Block(layers.Layer):
    def __init__(self, **more):
        super().__init__(**more)
        self.inner = layers.Dense(3, name="inner")

    def call(self, x):
        return keras.ops.relu(self.inner(x))


def test_layers_within_a_layer_that_is_no_model():
    model, x = keras.Sequential([Block(name="block")]), sequences(4, 2, 3)
    found = outputs(model, x)
    assert list(found) == ["block", "block/inner"]
    np.testing.assert_array_equal(found["block"], np.maximum(found["block/inner"], 0))


def test_a_layer_within_time_distributed_is_left_out():
    inner = keras.Sequential([layers.Dense(3, name="deep")], name="inner")
    model, x = keras.Sequential([layers.TimeDistributed(inner, name="each")]), sequences()
    found = outputs(model, x)
    np.testing.assert_allclose(found["each"], inner(x.reshape(-1, 3)).numpy().reshape(6, 5, 3))
    assert list(found) == ["each"]


def test_a_mask_is_passed_on():
    model = keras.Sequential([layers.Masking(name="mask"), layers.LSTM(2, name="lstm")])
    x = sequences()
    x[:, 3:] = 0
    found = outputs(model, x)
    np.testing.assert_allclose(found["lstm"], model.predict(x, verbose=0), atol=1e-6)
    np.testing.assert_allclose(found["lstm"], found["lstm.sequence"][:, 2], atol=1e-6)


class Pick(layers.Layer):
    """Drops samples, so batches come out in different lengths."""

    def call(self, x):
        return x[x[:, 0] > 0]


class Mean(layers.Layer):
    def call(self, x):
        return keras.ops.mean(x)


def test_outputs_whose_rows_are_not_the_samples(tmp_path):
    x = np.random.default_rng(0).normal(size=(100, 4)).astype("float32")
    for file in (None, tmp_path / "x.h5"):
        with outputs(keras.Sequential([Pick(name="pick")]), x, file=file) as found:
            np.testing.assert_array_equal(found["pick"], x[x[:, 0] > 0])
    found = outputs(keras.Sequential([Mean(name="mean")]), x[:20])
    np.testing.assert_allclose(found["mean"], x[:20].mean(), atol=1e-6)


def test_words():
    words = layers.TextVectorization(output_sequence_length=3, name="words")
    words.adapt(["the cat sat", "the dog"])
    model = keras.Sequential([keras.Input((), dtype="string"), words])
    x = np.array(["the cat", "a dog"])
    np.testing.assert_array_equal(outputs(model, x)["words"], words(x))


# Recurrent layers


@pytest.mark.parametrize("kind", [layers.SimpleRNN, layers.GRU, layers.LSTM])
@pytest.mark.parametrize("returns", [{}, {"return_sequences": True}, {"return_state": True}])
def test_the_sequence_and_the_states_of_an_rnn(kind, returns):
    inputs = keras.Input((5, 3))
    rnn = kind(4, name="rnn", **returns)
    model = keras.Model(inputs, rnn(inputs))
    other = kind(4, return_sequences=True, return_state=True)
    x = sequences()
    other(x)
    other.set_weights(rnn.get_weights())
    sequence, *states = other(x)
    found = outputs(model, x)
    expected = sequence if "return_sequences" in returns else sequence[:, -1]
    np.testing.assert_allclose(found["rnn"], expected, atol=1e-6)
    np.testing.assert_allclose(found["rnn.sequence"], sequence, atol=1e-6)
    assert [name for name in found if "state" in name] == [
        f"rnn.state{number}" for number in range(len(states))
    ]
    for number, one in enumerate(states):
        np.testing.assert_allclose(found[f"rnn.state{number}"], one, atol=1e-6)


def test_stacked_cells_and_both_directions():
    model = keras.Sequential(
        [
            layers.Bidirectional(layers.LSTM(2, return_sequences=True, name="lstm"), name="both"),
            layers.RNN([layers.LSTMCell(3), layers.GRUCell(4)], name="stack"),
        ]
    )
    x = sequences()
    found = outputs(model, x)
    both = model.get_layer("both")
    forward, backward = both.forward_layer(x), both.backward_layer(x)
    np.testing.assert_allclose(found["both/forward_lstm"], forward, atol=1e-6)
    np.testing.assert_allclose(found["both/backward_lstm.sequence"], backward, atol=1e-6)
    joined = np.concatenate([forward, np.flip(backward, 1)], axis=-1)
    np.testing.assert_allclose(found["both"], joined, atol=1e-6)
    assert [found[f"stack.state{number}"].shape for number in range(3)] == [(6, 3), (6, 3), (6, 4)]
    np.testing.assert_array_equal(found["stack.state2"], found["stack.sequence"][:, -1])


def test_a_stateful_rnn_goes_on_from_its_state_and_gets_it_back():
    def make():
        keras.utils.set_random_seed(1)
        gru = layers.GRU(2, stateful=True, name="gru")
        return keras.Sequential([keras.Input(batch_shape=(3, 5, 3)), gru])

    model, other, x = make(), make(), sequences(6)
    for one in (model, other):
        one.predict(x, batch_size=3, verbose=0)
    before = state(model)
    found = outputs(model, x)
    assert state(model) == before
    np.testing.assert_array_equal(found["gru"], other.predict(x, batch_size=3, verbose=0))
    assert np.any(before["rnn"][0])
    with pytest.raises(ValueError, match=r"whole batches only. Expected: a multiple of 3 samples"):
        outputs(model, x[:4])
    with pytest.raises(ValueError, match=r"one batch size. Expected: batch_size=3. Received: 2"):
        outputs(model, x, batch_size=2)


# Training or not, and never a change


def test_training_and_inference():
    model, x = small(), images(20)
    model.layers[1].set_weights([np.full(4, one) for one in (1.5, 0.5, 0.2, 2.0)])
    calm, busy = outputs(model, x), outputs(model, x, training=True, batch_size=20)
    np.testing.assert_allclose(calm["norm"], model.layers[1](calm["conv"]), atol=1e-6)
    assert calm["drop"] is calm["norm"]
    conv = busy["conv"]
    centred = (conv - conv.mean((0, 1, 2))) / np.sqrt(conv.var((0, 1, 2)) + 1e-3)
    np.testing.assert_allclose(busy["norm"], 1.5 * centred + 0.5, atol=1e-4)
    dropped = busy["drop"] == 0
    assert 0.4 < dropped.mean() < 0.6
    np.testing.assert_allclose(busy["drop"][~dropped], 2 * busy["norm"][~dropped], rtol=1e-6)


def test_every_batch_drops_other_units_and_every_look_the_same():
    model, x = small(), np.ones((40, 8, 8, 1), np.float32)
    first = outputs(model, x, "drop", training=True, batch_size=20)["drop"]
    assert not np.array_equal(first[:20], first[20:])
    np.testing.assert_array_equal(first, outputs(model, x, training=True, batch_size=20)["drop"])


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("compiled", [None, False, True])
def test_looking_changes_nothing(training, compiled):
    model, x = small(), images(50)
    model.layers[0].activity_regularizer = keras.regularizers.L2(0.1)
    model.layers[4].trainable = False
    if compiled is not None:
        model.compile("adam", "sparse_categorical_crossentropy", run_eagerly=compiled)
        model.fit(x, np.zeros(50), verbose=0)
        model.predict(x, verbose=0)
    model(x)
    before = state(model)
    found = outputs(model, x, training=training)
    assert state(model) == before
    if training:  # it would have changed: the test isn't empty
        model(x, training=True)
        assert state(model)["weights"] != before["weights"]
    assert np.isfinite(found["head"]).all()


@pytest.mark.parametrize("error", [KeyboardInterrupt, ZeroDivisionError])
def test_nothing_is_changed_by_an_error_in_the_middle_either(error, tmp_path):
    model, x = small(), images(96)
    model.compile("adam", "mse")
    before = state(model)

    def fail(done, total):
        if done > 40:
            raise error

    for file in (None, tmp_path / "x.h5"):
        with pytest.raises(error):
            outputs(model, x, training=True, progress=fail, file=file)
    assert state(model) == before
    assert list(tmp_path.iterdir()) == []


def test_a_model_that_fails_is_as_it_was():
    class Fails(keras.Model):
        def __init__(self):
            super().__init__(name="fails")
            self.norm = layers.BatchNormalization()
            self.good = True

        def call(self, x, training=False):
            x = self.norm(x, training=training)
            if not self.good:
                raise RuntimeError("no good")
            return x

    model, x = Fails(), np.random.default_rng(0).random((8, 3))
    model(x)
    model.good = False
    before = state(model)
    with pytest.raises(
        ValueError, match=r"^The model 'fails' can't be run on this input \(no good"
    ):
        outputs(model, x, training=True)
    assert state(model) == before


# Which layers, which way


def test_some_layers_by_name_by_object_and_by_part():
    model, x = functional(), [images(), np.ones((5, 2))]
    assert list(outputs(model, x, "joined")) == ["joined"]
    assert list(outputs(model, x, ["one", "encoder/conv1"])) == ["one", "encoder/conv1"]
    assert list(outputs(model, x, model.get_layer("shared"))) == ["shared", "shared:2"]
    lstm = keras.Sequential([layers.LSTM(2, name="lstm")])
    assert list(outputs(lstm, sequences(), "lstm")) == ["lstm"]
    assert list(outputs(lstm, sequences(), ["lstm.state1"])) == ["lstm.state1"]


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        ("con", r"^The model has no layer 'con'. Expected: one of 'conv', .* Received: 'con'.$"),
        ("encoder/conv", r"^The model has no layer 'encoder/conv'."),
        (layers.ReLU(name="other"), r"^The model doesn't call the layer 'other'."),
    ],
)
def test_a_layer_that_does_not_exist(layer, message):
    with pytest.raises(ValueError, match=message):
        outputs(small(), images(), layer)


def test_a_wrong_shape_says_what_was_expected():
    with pytest.raises(ValueError, match=r"Expected: \(samples, 8, 8, 1\). Received: \(5, 28, 28"):
        outputs(small(), np.zeros((5, 28, 28, 1)))
    model = small(with_input=False)
    with pytest.raises(ValueError, match=r"can't be run on this input .* shape \(3,\), float32"):
        outputs(model, np.zeros((5, 3)))


def test_a_value_that_a_layer_cannot_take():
    model = keras.Sequential([keras.Input((2,)), layers.Embedding(5, 3)], name="words")
    with pytest.raises(
        ValueError, match=r"'words' can't be run on this input \(indices\[0,1\] = 9"
    ):
        outputs(model, np.array([[0, 9]]))


@pytest.mark.parametrize("size", [0, -1, 2.5])
def test_a_wrong_batch_size(size):
    with pytest.raises(ValueError, match=r"^The batch size is wrong. Expected: a whole number"):
        outputs(small(), images(), batch_size=size)


def test_a_model_that_cannot_be_traced_is_run_step_by_step():
    class Looks(keras.Model):
        def __init__(self):
            super().__init__()
            self.a = layers.Dense(3, name="a")
            self.drop = layers.Dropout(0.5, name="drop")

        def call(self, x, training=False):
            assert float(np.sum(x.numpy())) > 0
            return self.drop(self.a(x), training=training)

    model, x = Looks(), np.ones((40, 4), np.float32)
    found = outputs(model, x)
    np.testing.assert_allclose(found["a"], model.a(x), atol=1e-6)
    before = state(model)
    assert (outputs(model, x, training=True)["drop"] == 0).any()
    assert state(model) == before


def test_running_eagerly_gives_the_same(monkeypatch):
    model, x = small(), images(40)
    traced = outputs(model, x)
    model.compile(run_eagerly=True)
    same(outputs(model, x), dict(traced))


# Memory, files, progress


def test_a_file_holds_the_same_and_progress_is_told(tmp_path):
    model, x, told = small(), images(70), []
    plain = outputs(model, x)
    with outputs(
        model, x, file=tmp_path / "x.h5", progress=lambda *both: told.append(both)
    ) as found:
        assert found.in_file
        same(found, dict(plain), tolerance=0)
        assert found.tree == plain.tree
    assert told == [(32, 70), (64, 70), (70, 70)]


def test_what_is_too_much_for_memory_goes_to_a_temporary_file(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    model, x = small(), images(70)
    plain = outputs(model, x)
    size = sum({id(one): one.nbytes for one in plain.values()}.values())
    assert not outputs(model, x, memory=size).in_file
    found = outputs(model, x, memory=size - 1)
    assert found.in_file
    same(found, dict(plain), tolerance=0)
    found.close()
    assert list(tmp_path.iterdir()) == []


def test_an_interruption_leaves_no_temporary_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def fail(done, total):
        if done > 40:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        outputs(small(), images(96), memory=10, progress=fail)
    assert list(tmp_path.iterdir()) == []


# Real architectures; tests/benchmarks/applications.py has them all


@pytest.mark.parametrize("name", ["MobileNetV2", "EfficientNetB0"])
def test_an_architecture_against_one_submodel_a_layer(name):
    model = getattr(keras.applications, name)(weights=None, input_shape=(32, 32, 3), classes=10)
    x = np.random.default_rng(0).random((4, 32, 32, 3), np.float32)
    found = outputs(model, x)
    names = [layer.name for layer in model.layers]
    assert list(found) == names
    several = names[:: len(names) // 8]
    for layer, expected in zip(several, submodel(model, several)(x), strict=True):
        np.testing.assert_allclose(found[layer], expected, rtol=1e-4, atol=1e-5, err_msg=layer)
    np.testing.assert_allclose(found[names[-1]], model.predict(x, verbose=0), atol=1e-6)
