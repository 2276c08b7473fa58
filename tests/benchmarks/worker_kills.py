"""Workers that are killed while they train: orphans, time until the report, checkpoints."""

import random
import tempfile
import time
from pathlib import Path

from .report import Figure, middle

KILLS, SEED = 30, 0

SCRIPT = """
import sys

import keras
import faqlab
from faqlab.core.worker_training import train_together
from tests.benchmarks.worker_kills import network

(x, y), _ = faqlab.digits()
train_together(network, x, y, epochs=100_000, batch_size=256, checkpoint=sys.argv[1], told=print)
"""


def network():
    """Make the model that the workers train."""
    import keras

    layers = [keras.layers.Flatten(), keras.layers.Dense(256, activation="relu")]
    softmax = keras.layers.Dense(10, activation="softmax")
    model = keras.Sequential([keras.Input((8, 8, 1)), *layers, softmax])
    model.compile("adam", "sparse_categorical_crossentropy")
    return model


def measure(kills: int = KILLS) -> list[Figure]:
    """Kill one of two workers, at a random moment, again and again from the same checkpoint."""
    chance = random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        checkpoint = Path(folder, "model.weights.h5")
        script = Path(folder, "train.py")
        script.write_text(SCRIPT, encoding="utf-8")
        told = [_kill_one(script, checkpoint, chance) for _ in range(kills)]
        left = [path.name for path in Path(folder).iterdir() if path.suffix == ".tmp"]
    seconds = [one["seconds"] for one in told]
    return [
        middle("workers: from the kill to the report", seconds, "s"),
        Figure("workers: longest of these", max(seconds), "s", count=kills, most=60),
        Figure("workers: processes left over", sum(o["orphans"] for o in told), "", most=0),
        Figure(
            "workers: kills that the report names", sum(o["named"] for o in told), "", least=kills
        ),
        Figure("workers: checkpoints that load", sum(o["loads"] for o in told), "", least=kills),
        Figure(
            "workers: starts that went on from it", sum(o["goes on"] for o in told), "", least=kills
        ),
        Figure("workers: halves of checkpoints left behind", len(left), ""),
    ]


def _kill_one(script: Path, checkpoint: Path, chance: random.Random) -> dict:
    from faqlab.core.worker_launch import Workers

    before = _epochs(checkpoint)
    victim = chance.randrange(2)
    with Workers(script, 2, [checkpoint]) as workers:
        began = workers.wait_for("epoch", 0, limit=300)
        time.sleep(chance.random())  # the moment of the kill is what is drawn by lot
        begin = time.perf_counter()
        workers.kill(victim)
        report = workers.wait(limit=120)
        seconds = time.perf_counter() - begin
    first = next((line for line in report.workers[0].lines if line.startswith("epoch")), "")
    return {
        "seconds": seconds,
        "orphans": _with(script),
        "named": began and report.first == victim,
        "loads": _epochs(checkpoint) > before,
        "goes on": first.startswith(f"epoch {before + 1} of"),
    }


def _epochs(checkpoint: Path) -> int:
    """Load the checkpoint as Keras does, and say after how many epochs it was written."""
    if not checkpoint.exists():
        return 0
    model = network()
    model.optimizer.build(model.trainable_variables)
    model.load_weights(checkpoint)
    return int(model.optimizer.iterations) // 6  # 1437 rows in batches of 256


def _with(script: Path) -> int:
    """Count the processes that still have the script in their command."""
    import psutil

    commands = [one.info["cmdline"] or [] for one in psutil.process_iter(["cmdline"])]
    return sum(str(script) in command for command in commands)
