"""Each part against Keras's own `fit` and `evaluate` and penalties that numpy works out."""

import keras
import numpy as np
import pytest

from faqlab.core.loss_gap_epoch import explain

from .loss_gap_models import CASES, SIZE, Case, dense, hidden, last, regression


def rows_of(data, some):
    if data is None:
        return None
    if isinstance(data, dict):
        return {name: one[some] for name, one in data.items()}
    return data[some]


class Weights(keras.callbacks.Callback):
    """What the weights were when each batch began."""

    def on_train_begin(self, logs=None):
        self.seen = []

    def on_train_batch_begin(self, batch, logs=None):
        self.seen.append(self.model.get_weights())


def batch_mean(values, rows):
    sizes = [min(SIZE, rows - begin) for begin in range(0, rows, SIZE)]
    return np.average(values, weights=sizes)


def penalty(case, weights, x, rows):
    """The mean penalty over the batches: of one set of weights, or of one for each batch."""
    begins = range(0, rows, SIZE)
    found = [
        case.penalty(
            weights[i] if weights and isinstance(weights[0], list) else weights,
            rows_of(x, slice(begin, begin + SIZE)),
        )
        for i, begin in enumerate(begins)
    ]
    return batch_mean(found, rows)


def built(case, optimizer=None):
    model = case.model(optimizer)
    if not model.built:
        model(case.x[:2])
    return model


def by_keras(case: Case) -> tuple[dict, float, float]:
    """The parts from `fit`, `evaluate`, a `fit` that learns nothing, and numpy's penalties."""
    rows = len(case.y["number"] if isinstance(case.y, dict) else case.y)
    rows_val = len(case.y_val["number"] if isinstance(case.y_val, dict) else case.y_val)
    order = np.random.default_rng(0).permutation(rows)
    x, y, weights = (rows_of(one, order) for one in (case.x, case.y, case.weights))
    calm = {"batch_size": SIZE, "shuffle": False, "verbose": 0}
    calm |= {"class_weight": case.class_weight} if case.class_weight else {}
    calm["sample_weight"] = weights

    watch, model = Weights(), built(case)
    there = (case.x_val, case.y_val)
    there += () if case.weights_val is None else (case.weights_val,)
    record = model.fit(x, y, validation_data=there, callbacks=[watch], **calm).history
    end = model.get_weights()

    still = built(case, keras.optimizers.SGD(0.0))
    still.set_weights(end)
    trained = still.fit(x, y, **calm).history["loss"][0]

    def tested(x, y, weights):
        return model.evaluate(x, y, SIZE, 0, weights, return_dict=True)["loss"]

    if case.class_weight:
        weights = np.array([case.class_weight.get(label, 1.0) for label in y])
    seen, seen_plain = tested(x, y, weights), tested(x, y, None)
    unseen, unseen_plain = tested(*there[:2], case.weights_val), tested(*there[:2], None)

    moving = penalty(case, watch.seen, x, rows)
    here, over_there = penalty(case, end, x, rows), penalty(case, end, case.x_val, rows_val)
    parts = {
        "running average": (record["loss"][0] - moving) - (trained - here),
        "training mode": (trained - here) - (seen - here),
        "penalties": moving - over_there,
        "sample weights": (seen - seen_plain) - (unseen - unseen_plain),
        "generalisation": (seen_plain - here) - (unseen_plain - over_there),
    }
    return parts, record["loss"][0], record["val_loss"][0]


def explained(case: Case, model=None, **more):
    given = {
        "sample_weight": case.weights,
        "sample_weight_val": case.weights_val,
        "class_weight": case.class_weight,
        "batch_size": SIZE,
    }
    model = model or case.model()
    return explain(model, case.x, case.y, case.x_val, case.y_val, **(given | more))


@pytest.fixture(scope="module", params=CASES)
def measured(request):
    case = CASES[request.param]
    return request.param, explained(case), *by_keras(case)


def test_the_parts_add_up_to_the_gap(measured):
    _, gap, *_ = measured
    assert abs(gap.reported - gap.validation - sum(gap.parts.values())) <= 1e-4 * abs(gap.gap)
    assert gap.adds_up
    assert gap.rest == pytest.approx(gap.gap - sum(gap.parts.values()))


def test_both_losses_are_those_of_fit(measured):
    _, gap, _, loss, val_loss = measured
    np.testing.assert_allclose([gap.reported, gap.validation], [loss, val_loss], rtol=1e-5)


def test_each_part_is_what_keras_and_numpy_say(measured):
    name, gap, parts, loss, _ = measured
    for part, size in parts.items():
        found = gap.parts.get(part, 0.0)
        assert found == pytest.approx(size, abs=2e-5 * max(1, loss)), (name, part)


SMALL = 1e-6
WEIGHTED = {"sample weights", "class weights", "several outputs", "many at once"}

# What a model doesn't have can't be a reason.
ABSENT = {
    "nothing special": {"training mode", "penalties"},
    "dropout": {"penalties"},
    "batch norm": {"penalties"},
    "L1 and L2": {"training mode"},
    "activity penalty": {"training mode"},
    "augmentation": {"penalties"},
    "sample weights": {"penalties"},
    "class weights": {"training mode", "penalties"},
    "several outputs": {"penalties"},
    "LSTM with a mask": {"penalties"},
}
PRESENT = {
    "dropout": {"training mode"},
    "batch norm": {"training mode"},
    "L1 and L2": {"penalties"},
    "activity penalty": {"penalties"},
    "augmentation": {"training mode"},
    "sample weights": {"training mode", "sample weights"},
    "class weights": {"sample weights"},
    "several outputs": {"training mode", "sample weights"},
    "LSTM with a mask": {"training mode"},
    "a loss of its own": {"training mode", "penalties"},
    "many at once": {"training mode", "penalties", "sample weights"},
}


def test_what_a_model_has_not_is_no_reason(measured):
    name, gap, *_ = measured
    for part in ABSENT.get(name, ()):
        assert abs(gap.parts[part]) < SMALL, part
    for part in PRESENT.get(name, ()):
        assert abs(gap.parts[part]) > 1e-4, part
    assert ("sample weights" in gap.parts) == (name in WEIGHTED)


@pytest.mark.parametrize("name", ["batch norm", "augmentation", "LSTM with a mask"])
def test_without_learning_there_is_no_running_average(name):
    """The same random numbers are met a second time, so nothing but the weights can differ."""
    gap = explained(CASES[name], CASES[name].model(keras.optimizers.SGD(0.0)))
    assert gap.parts["running average"] == 0


def everything(model):
    variables = [*model.variables, *model.optimizer.variables]
    variables += [one for metric in model.metrics for one in metric.variables]
    return [np.array(keras.ops.convert_to_numpy(one)) for one in variables]


@pytest.mark.parametrize("name", ["many at once", "several outputs"])
def test_the_model_is_left_as_it_was_to_the_last_bit(name):
    case = CASES[name]
    plain = {"batch_size": SIZE, "verbose": 0, "sample_weight": case.weights, "shuffle": False}
    model, twin = (case.model(keras.optimizers.Adam(0.01)) for _ in range(2))
    for one in (model, twin):
        keras.utils.set_random_seed(5)
        one.fit(case.x, case.y, **plain)
    before, functions = everything(model), (model.train_function, model.test_function)
    record, states = model.history, str(np.random.get_state())
    explained(case, model)
    assert all(map(np.array_equal, before, everything(model)))
    assert (model.train_function, model.test_function) == functions
    assert (model.history, str(np.random.get_state())) == (record, states)
    # And it goes on as if nothing had been.
    for one in (model, twin):
        one.fit(case.x, case.y, **plain)
    assert all(map(np.array_equal, everything(model), everything(twin)))


def test_a_fresh_model_is_left_fresh():
    case = CASES["dropout"]
    model, twin = case.model(keras.optimizers.Adam()), case.model(keras.optimizers.Adam())
    explained(case, model)
    assert (int(model.optimizer.iterations), model.train_function) == (0, None)
    for one in (model, twin):
        one.fit(case.x, case.y, shuffle=False, verbose=0)
    assert all(map(np.array_equal, everything(model), everything(twin)))


def test_it_is_put_back_where_something_goes_wrong():
    case = CASES["dropout"]
    model = case.model()
    before = everything(model)
    with pytest.raises(KeyboardInterrupt):
        explained(case, model, progress=interrupted)
    assert all(map(np.array_equal, before, everything(model)))


def interrupted(done, total):
    if done == 3:
        raise KeyboardInterrupt


def test_what_is_in_losses_stays():
    case = CASES["activity penalty"]
    model = case.model()
    model(case.x[:10])
    before = [float(one) for one in model.losses]
    explained(case, model)
    assert [float(one) for one in model.losses] == before


def test_progress_is_told():
    told = []
    explained(CASES["nothing special"], progress=lambda *done: told.append(done))
    # 150 rows are five batches, which are met twice; 70 rows are three.
    assert told == [(i, 13) for i in range(1, 14)]


def test_a_model_that_is_not_built_yet():
    case = Case(lambda: keras.Sequential([hidden()(), last()]), **regression())
    built = Case(dense(hidden(), last), **regression())
    np.testing.assert_allclose(explained(case).reported, explained(built).reported, rtol=1e-5)


def test_a_training_step_of_its_own_is_told():
    class Doubled(keras.Sequential):
        def train_step(self, data):
            return {name: 2 * value for name, value in super().train_step(data).items()}

    case = Case(lambda: Doubled([keras.Input((6,)), last()]), **regression())
    gap = explained(case)
    assert not gap.adds_up
    assert gap.rest == pytest.approx(gap.reported / 2, rel=1e-3)
    assert "unexplained: this model trains or tests in a way of its own" in str(gap)


def test_a_loss_computed_in_its_own_way_adds_up():
    class Halved(keras.Sequential):
        def compute_loss(self, x, y, y_pred, sample_weight=None, training=True):
            return super().compute_loss(x, y, y_pred, sample_weight, training) / 2

    layers = hidden(kernel_regularizer="l2"), last
    case = Case(lambda: Halved([keras.Input((6,)), *(one() for one in layers)]), **regression())
    assert explained(case).adds_up


BAD = [
    ({"model": 3}, TypeError, "This is no model. Expected: a compiled Keras model. Received: 3."),
    ({"x": "a text"}, TypeError, "`x` isn't an array of rows."),
    ({"x": iter([1])}, TypeError, "Of a data set or a generator, give some thousand rows"),
    ({"x": np.ones((150, 5))}, ValueError, "The shape of the input"),
    ({"x": np.ones((0, 6)), "y": np.ones(0)}, ValueError, "The input holds no sample."),
    ({"x_val": np.ones((0, 6)), "y_val": np.ones(0)}, ValueError, "The input holds no sample."),
    ({"y": np.ones(149)}, ValueError, "`x` and `y` hold different numbers of rows."),
    ({"y_val": np.ones(3)}, ValueError, "`x_val` and `y_val` hold different numbers of rows."),
    ({"y_val": None}, ValueError, "There are targets on one side only."),
    ({"x_val": None}, ValueError, "There are no rows for validation."),
    ({"x": np.full((150, 6), np.nan)}, ValueError, "Received: '900 NaN or infinite of 900'."),
    ({"y_val": np.full(70, np.inf)}, ValueError, "`y_val` holds numbers that are none"),
    ({"sample_weight": np.ones(3)}, ValueError, "`x` and `sample_weight` hold different"),
    ({"class_weight": {0: 1.0}, "sample_weight": np.ones(150)}, ValueError, "can't be combined"),
    ({"batch_size": 0}, ValueError, "The batch size is wrong. Expected: 1 or more. Received: 0."),
    ({"batch_size": True}, ValueError, "The batch size is wrong."),
    ({"batch_size": 2.5}, ValueError, "The batch size is wrong."),
]


@pytest.mark.parametrize(("bad", "error", "message"), BAD)
def test_bad_input_is_refused_and_nothing_is_trained(bad, error, message):
    case = CASES["nothing special"]
    model = case.model()
    before = everything(model)
    given = {"model": model, "x": case.x, "y": case.y, "x_val": case.x_val, "y_val": case.y_val}
    with pytest.raises(error) as raised:
        explain(**(given | bad))
    assert message in str(raised.value)
    assert all(map(np.array_equal, before, everything(model)))


def test_a_model_that_is_not_compiled_is_refused():
    case = CASES["nothing special"]
    with pytest.raises(ValueError, match="isn't compiled, so it has no loss"):
        explained(case, case.build())


def test_a_stateful_model_is_refused():
    model = keras.Sequential([keras.Input((5, 1), batch_size=4), LSTM(2, stateful=True)])
    model.compile("sgd", "mse")
    with pytest.raises(ValueError, match="The model is stateful"):
        explain(model, np.ones((4, 5, 1)), np.ones((4, 2)), np.ones((4, 5, 1)), np.ones((4, 2)))


LSTM = keras.layers.LSTM


def test_a_loss_that_is_no_number_is_said_and_the_model_put_back():
    case = CASES["nothing special"]
    model = case.model(keras.optimizers.SGD(1e30))
    before = everything(model)
    with pytest.raises(ValueError, match="The loss is no number, so it has no parts"):
        explained(case, model)
    assert all(map(np.array_equal, before, everything(model)))


def test_class_weights_are_for_one_output():
    case = CASES["several outputs"]
    with pytest.raises(ValueError, match="Class weights are for a model with one output"):
        explained(case, sample_weight=None, class_weight={0: 2.0})
