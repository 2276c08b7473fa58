"""Models of many kinds with their rows; of each the penalty is worked out with numpy."""

from dataclasses import dataclass, field

import keras
import numpy as np

SIZE = 32
LAYERS = keras.layers
LOSS = "sparse_categorical_crossentropy"


@dataclass
class Case:
    """A model that starts the same each time, and what it is trained on."""

    build: callable
    x: object
    y: object
    x_val: object
    y_val: object
    loss: object = "mse"
    more: dict = field(default_factory=dict)
    weights: object = None
    weights_val: object = None
    class_weight: dict | None = None
    # The penalty of some rows: of the weights by name, and of these rows.
    penalty: callable = lambda weights, x: 0.0
    rate: float = 0.05

    def model(self, optimizer=None):
        """Make the model anew: the same weights and the same random states each time."""
        keras.utils.set_random_seed(3)
        model = self.build()
        model.compile(optimizer or keras.optimizers.SGD(self.rate), self.loss, **self.more)
        return model


def dense(*layers, inputs=(6,)):
    """Give a function that makes a Sequential of these layers."""
    return lambda: keras.Sequential([keras.Input(inputs), *(make() for make in layers)])


def rng():
    """Give random numbers that are always the same."""
    return np.random.default_rng(7)


def regression(rows=150, rows_val=70):
    """Make rows of six numbers, and a target that they explain in part."""
    x, x_val = rng().normal(size=(rows, 6)), rng().normal(size=(rows_val, 6)) + 0.1
    targets = [np.sin(a).sum(1) + 0.1 * rng().normal(size=len(a)) for a in (x, x_val)]
    return {"x": x, "y": targets[0], "x_val": x_val, "y_val": targets[1]}


def pictures(rows=100, rows_val=48):
    """Make pictures of 6 x 6 points that aren't the same from the left and from the right."""
    x, y = rng().normal(size=(rows, 6, 6, 1)), np.arange(rows) % 3
    x_val, y_val = rng().normal(size=(rows_val, 6, 6, 1)), np.arange(rows_val) % 3
    for pixels, labels in ((x, y), (x_val, y_val)):
        pixels[np.arange(len(labels)), :, labels, 0] += 1.5
    return {"x": x, "y": y, "x_val": x_val, "y_val": y_val}


def sentences(rows=90, rows_val=50):
    """Make sentences of up to nine words, filled up with zeros; a target for each word."""
    made = {}
    for end, count in (("", rows), ("_val", rows_val)):
        words = rng().integers(1, 12, (count, 9))
        words[np.arange(9)[None] >= 2 + np.arange(count)[:, None] % 8] = 0
        made[f"x{end}"], made[f"y{end}"] = words, np.sin(words[..., None].astype(float)) + 0.2
    return made


def tagger():
    """Make an LSTM that answers at each word, and passes the mask on to the loss."""
    return keras.Sequential(
        [
            keras.Input((9,)),
            LAYERS.Embedding(12, 5, mask_zero=True),
            LAYERS.LSTM(6, return_sequences=True, dropout=0.3),
            LAYERS.Dense(1),
        ]
    )


def two_outputs():
    """Make a model with a number and a class as its outputs, from two inputs."""
    left, right = keras.Input((6,), name="left"), keras.Input((6,), name="right")
    both = LAYERS.Concatenate()([left, right])
    both = LAYERS.Dropout(0.3)(LAYERS.Dense(8, activation="relu")(both))
    number = LAYERS.Dense(1, name="number")(both)
    kind = LAYERS.Dense(3, activation="softmax", name="kind")(both)
    return keras.Model([left, right], {"number": number, "kind": kind})


def two_sided():
    """Make rows for it."""
    one = regression()
    for end in ("", "_val"):
        x, y = one[f"x{end}"], one[f"y{end}"]
        one[f"x{end}"] = {"left": x, "right": x[:, ::-1] ** 2}
        one[f"y{end}"] = {"number": y, "kind": np.arange(len(y)) % 3}
    return one


class Blurred(keras.Model):
    """A subclassed autoencoder with noise in its middle, and a loss that it adds itself."""

    def __init__(self):
        super().__init__()
        self.inner, self.outer = LAYERS.Dense(3), LAYERS.Dense(6)
        self.noise = LAYERS.GaussianNoise(0.3)

    def call(self, x, training=None):
        code = self.inner(x)
        self.add_loss(0.1 * keras.ops.mean(keras.ops.square(code)))
        return self.outer(self.noise(code, training=training))


def code_penalty(weights, x):
    """What `Blurred` adds."""
    return 0.1 * np.mean((x @ weights[0] + weights[1]) ** 2)


def l1_l2(weights, x):
    """L1 and L2 on the first two kernels."""
    return 0.01 * np.abs(weights[0]).sum() + 0.02 * (weights[2] ** 2).sum()


def activity(weights, x):
    """L2 on what the first layer puts out, a mean over the rows."""
    return 0.02 * (np.maximum(x @ weights[0] + weights[1], 0) ** 2).sum() / len(x)


def hidden(**more):
    """Give a function that makes a hidden layer."""
    return lambda: LAYERS.Dense(12, activation="relu", **more)


def last():
    """Make the layer of one number."""
    return LAYERS.Dense(1)


def softmax():
    """Make the layer of three classes."""
    return LAYERS.Dense(3, activation="softmax")


def ramp(rows):
    """Make sample weights from 0.5 to 2."""
    return np.linspace(0.5, 2, rows)


CASES = {
    "nothing special": Case(dense(hidden(), last), **regression()),
    "dropout": Case(dense(hidden(), lambda: LAYERS.Dropout(0.5), last), **regression()),
    "batch norm": Case(
        dense(LAYERS.BatchNormalization, hidden(), LAYERS.BatchNormalization, last),
        **regression(),
    ),
    "L1 and L2": Case(
        dense(
            hidden(kernel_regularizer="l1"),
            hidden(kernel_regularizer=keras.regularizers.L2(0.02)),
            last,
        ),
        **regression(),
        penalty=l1_l2,
    ),
    "activity penalty": Case(
        dense(hidden(activity_regularizer=keras.regularizers.L2(0.02)), last),
        **regression(),
        penalty=activity,
    ),
    "augmentation": Case(
        dense(
            lambda: LAYERS.RandomFlip("horizontal"),
            lambda: LAYERS.RandomTranslation(0.2, 0.2),
            lambda: LAYERS.Conv2D(4, 3, activation="relu"),
            lambda: LAYERS.SpatialDropout2D(0.3),
            LAYERS.Flatten,
            softmax,
            inputs=(6, 6, 1),
        ),
        **pictures(),
        loss=LOSS,
        more={"metrics": ["accuracy"]},
    ),
    "sample weights": Case(
        dense(hidden(), lambda: LAYERS.GaussianNoise(0.2), last),
        **regression(),
        weights=ramp(150),
        weights_val=3 * ramp(70),
        more={"metrics": ["mae"], "weighted_metrics": ["mse"]},
    ),
    "class weights": Case(
        dense(LAYERS.Flatten, hidden(), softmax, inputs=(6, 6, 1)),
        **pictures(),
        loss=LOSS,
        class_weight={0: 5.0, 2: 0.5},
    ),
    "several outputs": Case(
        two_outputs,
        **two_sided(),
        loss={"number": "mse", "kind": LOSS},
        more={
            "loss_weights": {"number": 0.3, "kind": 2.0},
            "metrics": {"kind": ["accuracy"]},
        },
        weights={"number": ramp(150), "kind": ramp(150)[::-1]},
    ),
    "LSTM with a mask": Case(tagger, **sentences(), rate=0.3),
    "a loss of its own": Case(
        Blurred,
        **(regression() | {"y": regression()["x"], "y_val": regression()["x_val"]}),
        penalty=code_penalty,
    ),
    "many at once": Case(
        dense(
            lambda: LAYERS.RandomFlip("horizontal"),
            lambda: LAYERS.Conv2D(4, 3, kernel_regularizer=keras.regularizers.L2(0.03)),
            LAYERS.BatchNormalization,
            LAYERS.ReLU,
            lambda: LAYERS.Dropout(0.4),
            LAYERS.Flatten,
            softmax,
            inputs=(6, 6, 1),
        ),
        **pictures(),
        loss=LOSS,
        more={"metrics": ["accuracy"]},
        weights=ramp(100),
        penalty=lambda weights, x: 0.03 * (weights[0] ** 2).sum(),
    ),
}
