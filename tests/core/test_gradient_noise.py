import keras
import numpy as np
import pytest

from faqlab.core.gradient_noise import GradientNoise, gradient_noise

RNG = np.random.default_rng(0)
X = RNG.normal(size=(200, 3)).astype("float32")
Y = (X @ np.array([1.0, -2.0, 0.5]) + RNG.normal(size=200)).astype("float32")
WEIGHTS = np.array([[0.3], [0.1], [-0.2]], "float32")


def network(**more):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1, use_bias=False)])
    model.set_weights([WEIGHTS])
    model.compile("adam", "mse", **more)
    return model


def of_squares(x, y):
    """The gradient of the mean of the squares, by the formula."""
    return 2 * x.T @ (x @ WEIGHTS[:, 0] - y) / len(x)


def test_the_errors_are_those_of_the_formula():
    noise = gradient_noise(network, X, Y, sizes=(2, 10), draws=3, seed=5)
    draw = np.random.default_rng(5)
    whole = of_squares(X, Y)
    for row, size in enumerate((2, 10)):
        for column in range(3):
            places = draw.choice(200, size, replace=False)
            error = np.linalg.norm(of_squares(X[places], Y[places]) - whole)
            assert noise.errors[row, column] == pytest.approx(
                error / np.linalg.norm(whole), rel=1e-3
            )


def test_the_error_falls_with_the_root_of_the_size():
    noise = gradient_noise(network, X, Y, sizes=(1, 4, 16), draws=60)
    each = 2 * X * (X @ WEIGHTS - Y[:, None])
    spread = np.sqrt(each.var(axis=0).sum()) / np.linalg.norm(each.mean(axis=0))
    # Drawn without putting back: (n - b) / (n - 1) of the variance is left.
    theory = [spread * np.sqrt((200 - b) / 199 / b) for b in (1, 4, 16)]
    np.testing.assert_allclose(noise.typical, theory, rtol=0.25)
    assert -0.65 < noise.slope < -0.4


def test_the_network_s_own_weights_count_and_its_optimizer_does_not():
    trained = network()
    trained.fit(X, Y, epochs=1, verbose=0)  # has a train function with Adam in it
    before = trained.get_weights()
    noise = gradient_noise(lambda: trained, X, Y, sizes=(5,), draws=2)
    for a, b in zip(before, trained.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    w = before[0][:, 0]
    places = np.random.default_rng(0).choice(200, 5, replace=False)
    of = lambda x, y: 2 * x.T @ (x @ w - y) / len(x)  # noqa: E731
    expected = np.linalg.norm(of(X[places], Y[places]) - of(X, Y)) / np.linalg.norm(of(X, Y))
    assert noise.errors[0, 0] == pytest.approx(expected, rel=1e-3)


def test_a_network_without_weights_gets_them():
    def bare():
        model = keras.Sequential([keras.layers.Dense(1)])
        model.compile("sgd", "mse")
        return model

    assert gradient_noise(bare, X, Y[:, None], sizes=(4,), draws=2).errors.shape == (1, 2)


def test_the_table_and_the_picture():
    noise = GradientNoise((1, 4), np.array([[2.0, 2.0], [1.0, 1.0]]))
    assert str(noise).splitlines()[1:] == [
        "1           2.0                    2.0",
        "4           1.0                    2.0",
    ]
    assert noise.slope == pytest.approx(-0.5)
    assert "<table" in noise._repr_html_()
    drawn, typical, theory = noise.draw().axes[0].lines
    assert len(drawn.get_xdata()) == 4
    np.testing.assert_allclose(typical.get_ydata(), [2, 1])
    np.testing.assert_allclose(theory.get_ydata(), [2, 1])


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"network": network()}, TypeError, "a function that makes the compiled model"),
        ({"sizes": (0,)}, ValueError, "A batch size is wrong"),
        ({"sizes": (200,)}, ValueError, r"leaves nothing to compare with.*from 1 to 199"),
        ({"sizes": ()}, ValueError, "leaves nothing to compare with"),
        ({"draws": 0}, ValueError, "number of draws is wrong"),
        ({"y": Y[:3]}, ValueError, "of different length"),
        ({"x": np.zeros((200, 3))}, ValueError, "no length to compare with.*Received: 0.0"),
        ({"x": np.full((200, 3), np.nan)}, ValueError, "no length to compare with.*nan"),
    ],
)
def test_what_cannot_be_compared_is_refused(change, error, message):
    given = {"network": network, "x": X, "y": Y, "sizes": (4,)} | change
    with pytest.raises(error, match=message):
        gradient_noise(**given)
