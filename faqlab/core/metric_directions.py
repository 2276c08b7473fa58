"""Which way a metric gets better, as far as its name says it."""

# Keras's built-in metrics carry their direction with them; these are the names that they get by
# default, and the short names that `compile` takes. `loss` is always the lower the better.
DOWN = frozenset(
    [
        "binary_crossentropy",
        "categorical_crossentropy",
        "sparse_categorical_crossentropy",
        "hinge",
        "squared_hinge",
        "categorical_hinge",
        "log_cosh",
        "logcosh",
        "mean_absolute_error",
        "mae",
        "mean_absolute_percentage_error",
        "mape",
        "mean_squared_error",
        "mse",
        "mean_squared_logarithmic_error",
        "msle",
        "root_mean_squared_error",
        "rmse",
    ]
)
UP = frozenset(
    [
        "accuracy",
        "acc",
        "binary_accuracy",
        "categorical_accuracy",
        "sparse_categorical_accuracy",
        "top_k_categorical_accuracy",
        "sparse_top_k_categorical_accuracy",
        "auc",
        "precision",
        "recall",
        "f1_score",
        "fbeta_score",
        "cosine_similarity",
        "r2_score",
    ]
)


def direction(monitor: str) -> str | None:
    """Say which way a monitored quantity gets better.

    Keras, asked for `mode="auto"`, looks the name up among the metrics that the model was compiled
    with. Without the model the name is all there is: it is taken for Keras's own metric of that
    name. For other names there is no answer, and Keras has none either if the metric says nothing.

    Args:
        monitor: What is monitored, such as `"val_loss"`.

    Returns:
        `"min"`, `"max"`, or None where the name doesn't say it.

    Example:

    >>> direction("val_loss"), direction("val_accuracy"), direction("val_acurracy")
    ('min', 'max', None)
    """
    name = monitor.removeprefix("val_")
    if name == "loss" or name in DOWN:
        return "min"
    return "max" if name in UP else None
