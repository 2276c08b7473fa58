"""Train one Keras model by several processes: a share of each batch for each, equal weights."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from .errors import three_beats
from .files import atomic_write


def train_together(
    network: Callable,
    x: np.ndarray,
    y: np.ndarray,
    *,
    epochs: int,
    batch_size: int = 32,
    checkpoint: str | os.PathLike | None = None,
    seed: int = 0,
    told: Callable[[str], object] | None = None,
):
    """Train a Keras model on all workers that `TF_CONFIG` names; alone where it names none.

    `fit` of Keras 3 doesn't run under TensorFlow's `MultiWorkerMirroredStrategy`; a loop of one's
    own does, and this is it. Each step's rows are shared out, each worker computes the gradient of
    its rows, the sum of all gradients moves the weights of every worker alike. It computes what
    one process would, whatever the number of workers, but for layers that look at the whole batch,
    such as BatchNormalization. Every worker calls it with the same arguments, before TensorFlow has
    done anything: in a script, import Keras first, faqlab after it.

    Args:
        network: A function that makes the compiled model.
        x: The inputs, of shape `(samples, ...)`, the same on every worker.
        y: The targets, of shape `(samples, ...)`.
        epochs: How often to go through the data, those before a checkpoint included.
        batch_size: The samples of a step, of all workers together. Default: 32. If the last batch
            of an epoch has fewer rows than there are workers, it is left out.
        checkpoint: A `.weights.h5` file, which every worker can read. It is written after each
            epoch, all of it or nothing; if it is there at the start, training goes on from it.
            Default: none.
        seed: The seed of the weights, and of the order of the rows. Default: 0.
        told: Called with a line of text after each epoch, `print` for example. Default: nothing.

    Returns:
        The trained model, the same on every worker.

    Raises:
        RuntimeError: If TensorFlow has started its devices already.
        ValueError: If the checkpoint's name has another ending, or a batch less rows than workers.
    """
    if checkpoint is not None and not str(checkpoint).endswith(".weights.h5"):
        wrong = "The checkpoint holds weights, and its name doesn't say so."
        raise ValueError(three_beats(wrong, "a name with the ending '.weights.h5'", checkpoint))
    strategy = _strategy()
    import keras

    workers = strategy.num_replicas_in_sync
    if batch_size < workers or len(x) < workers:
        wrong = "There are more devices than rows in a batch."
        raise ValueError(three_beats(wrong, f"{workers} rows or more", min(batch_size, len(x))))
    keras.utils.set_random_seed(seed)
    with strategy.scope():
        model = network()
        model.build((None, *x.shape[1:]))
        model.optimizer.build(model.trainable_variables)
        if checkpoint is not None and Path(checkpoint).exists():
            model.load_weights(checkpoint)
    steps = [at for at in range(0, len(x), batch_size) if len(x) - at >= workers]
    step = _step(strategy, model)
    done = int(keras.ops.convert_to_numpy(model.optimizer.iterations)) // len(steps)
    for epoch in range(done, epochs):
        order = np.random.default_rng([seed, epoch]).permutation(len(x))
        losses = [
            float(step(*_shared(strategy, x, y, order[at : at + batch_size]))) for at in steps
        ]
        if checkpoint is not None:
            _save(model, Path(checkpoint), chief=_rank(strategy) == 0)
        if told is not None:
            told(f"epoch {epoch + 1} of {epochs}: loss {np.mean(losses):.2g}")
    return model


def _strategy():
    import tensorflow as tf

    if "TF_CONFIG" not in os.environ:
        return tf.distribute.get_strategy()
    try:
        return tf.distribute.MultiWorkerMirroredStrategy()
    except RuntimeError as error:
        raise RuntimeError(
            three_beats(
                "It is too late to join the other workers: TensorFlow has started its devices.",
                "`train_together` before anything else that TensorFlow does in this Python",
                str(error),
                "In the script, import Keras first, faqlab after it, and make the model and all "
                "tensors within `network`.",
            )
        ) from None


def _rank(strategy) -> int:
    return getattr(strategy.cluster_resolver, "task_id", None) or 0


def _step(strategy, model):
    """Make the train step: one replica's loss is weighed by its share of the rows."""
    import tensorflow as tf

    def of_replica(x, y, share):
        with tf.GradientTape() as tape:
            # Keras divides each loss by the number of replicas, `share` is relative to that.
            loss = share * model.compute_loss(x, y, model(x, training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        model.optimizer.apply(gradients, model.trainable_variables)
        return loss

    @tf.function(reduce_retracing=True)
    def step(x, y, share):
        losses = strategy.run(of_replica, args=(x, y, share))
        return strategy.reduce("SUM", losses, axis=None)

    return step


def _shared(strategy, x, y, rows):
    """Give each replica its rows, and how much they are of an equal share."""
    import tensorflow as tf

    replicas = strategy.num_replicas_in_sync
    parts = np.array_split(rows, replicas)
    weigh = replicas / len(rows)

    def shared(value):
        return strategy.experimental_distribute_values_from_function(
            lambda context: value(parts[context.replica_id_in_sync_group])
        )

    return (
        shared(lambda part: tf.constant(x[part])),
        shared(lambda part: tf.constant(y[part])),
        shared(lambda part: tf.constant(len(part) * weigh, "float32")),
    )


def _save(model, path: Path, chief: bool) -> None:
    """Save the weights; every worker has to, as reading some of them needs all workers."""
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder, "all.weights.h5")
        model.save_weights(whole)
        if chief:
            with atomic_write(path) as file, whole.open("rb") as saved:
                shutil.copyfileobj(saved, file)
