"""Each in a process that is thrown away: what is changed is never put back."""

import subprocess
import sys

import pytest

HEAD = """
import json, random
import numpy as np
from faqlab.core.chance import SOURCES, Chance, one_thread_at_a_time
def start(**other):
    return Chance(dict.fromkeys(SOURCES, 1) | other)
"""


def told(body):
    done = subprocess.run(
        [sys.executable, "-c", HEAD + body], capture_output=True, text=True, timeout=100
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.parametrize(
    ("draw", "source"),
    [
        ("random.random()", "python"),
        ("np.random.normal()", "numpy"),
        ("np.random.default_rng().normal()", "numpy"),
    ],
)
def test_a_seed_of_its_own_moves_what_is_drawn_and_no_other_does(draw, source):
    body = f"""
drawn = []
for other in ({{}}, {{}}, {{"{source}": 2}}, {{"weights": 2}}):
    chance = start(**other)
    drawn.append({draw})
    used = chance.used
print(drawn[0] == drawn[1], drawn[0] == drawn[2], drawn[0] == drawn[3], *used)
"""
    assert told(body) == ["True", "False", "True", source]


def test_what_the_program_seeds_is_its_own():
    body = """
drawn = []
for seed in (1, 2):
    chance = start(python=seed, numpy=seed)
    random.seed(5); np.random.seed(5)
    drawn.append((random.random(), np.random.normal()))
print(drawn[0] == drawn[1], len(chance.used), random.Random(5).random() == drawn[0][0])
"""
    assert told(body) == ["True", "0", "True"]


def test_what_was_drawn_before_it_seeded_is_seen():
    assert told("c = start(); random.random(); random.seed(5); print(*c.used)") == ["python"]


def test_nothing_drawn_is_nothing_used():
    assert told("print(len(start().used))") == ["0"]


def test_keras_and_tensorflow_get_sources_of_their_own():
    """Five things drawn, with each source changed in turn: each moves one of them alone."""
    pytest.importorskip("tensorflow")
    body = """
import keras
import tensorflow as tf
def draw():
    dropout = keras.layers.Dropout(0.5)
    data = tf.data.Dataset.range(50)
    return {
        "weights": keras.layers.Dense(4).kernel_initializer((3, 4)).numpy().tolist(),
        "dropout": dropout(np.ones((1, 50)), training=True).numpy().tolist(),
        "order": tf.random.shuffle(tf.range(50)).numpy().tolist(),
        "pipeline": [int(x) for x in data.shuffle(50)],
        "backend": tf.random.normal((3,)).numpy().tolist(),
    }
chance = start()
chance.seed_keras(keras)
chance.seed_tensorflow(tf)
set_seed = tf.random.set_seed.__wrapped__
def again(**other):
    # The seeding once more, without wrapping what is wrapped.
    chance._seeds |= dict.fromkeys(SOURCES, 1) | other
    chance._streams = {name: random.Random(seed) for name, seed in chance._seeds.items()}
    set_seed(chance._seeds["backend"])
    return draw()
first = again()
assert first == again()
for source in first:
    moved = [name for name, drawn in again(**{source: 2}).items() if drawn != first[name]]
    print(source, *moved, ".")
print(*sorted(chance.used))
keras.utils.set_random_seed(3)
one = again_free = draw()
keras.utils.set_random_seed(3)
print(draw() == one)
"""
    expected = "weights weights . dropout dropout . order order . pipeline pipeline ."
    expected += " backend backend ."
    found = told(body)
    assert found[: len(expected.split())] == expected.split()
    assert {"backend", "dropout", "order", "pipeline", "weights"} <= set(found[15:-1])
    assert found[-1] == "True"


def test_one_thread_at_a_time_works_in_order():
    body = """
from concurrent.futures import ThreadPoolExecutor
import threading
one_thread_at_a_time()
with ThreadPoolExecutor(8) as pool:
    print(len(set(pool.map(lambda i: threading.get_ident(), range(100)))))
"""
    assert told(body) == ["1"]
