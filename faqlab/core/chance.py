"""Every source of chance of this process, seeded one by one; and who draws from which."""

import random
from collections.abc import Mapping
from functools import wraps
from types import ModuleType

import numpy as np

HASH, PYTHON, NUMPY = "hash", "python", "numpy"
WEIGHTS, DROPOUT = "weights", "dropout"
BACKEND, ORDER, PIPELINE = "backend", "order", "pipeline"
SOURCES = (HASH, PYTHON, NUMPY, WEIGHTS, DROPOUT, BACKEND, ORDER, PIPELINE)

_MOST = 2**31 - 1


class Chance:
    """Seed every source, each by a seed of its own, so that one can be changed and the others not.

    What a program seeds itself is left to it. It is for a process that is thrown away: what is
    changed is never put back.

    Keras 3 draws the seeds of initial weights and of dropout from Python's `random`, and `fit`
    draws the order of the data from the backend's generator: left so, one seed would move them
    all. Here each has its own, as long as the program seeds neither.

    Args:
        seeds: A seed for each of `SOURCES`; the hash seed is set outside.

    Attributes:
        used: The sources that were drawn from before the program seeded them itself; of the
            backend's own it is only known whether the program seeds it.

    Example:

    >>> import subprocess, sys
    >>> program = '''
    ... from faqlab.core.chance import Chance, SOURCES
    ... import numpy
    ... chance = Chance(dict.fromkeys(SOURCES, 1))
    ... numpy.random.normal()
    ... print(chance.used)
    ... '''
    >>> subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout
    "{'numpy'}\\n"
    """

    def __init__(self, seeds: Mapping[str, int]):
        self._seeds = dict(seeds)
        self._streams = {name: random.Random(seed) for name, seed in self._seeds.items()}
        self._drawn: set[str] = set()
        self._theirs: set[str] = set()  # what the program seeds itself
        self._seed_python()
        self._seed_numpy()

    @property
    def used(self) -> set[str]:
        """The sources that were drawn from."""
        self._note_python()
        self._note_numpy()
        return self._drawn - {HASH}

    def _draw(self, name: str) -> int:
        self._drawn.add(name)
        return self._streams[name].randint(1, _MOST)

    def _seed_python(self) -> None:
        original = random.seed
        original(self._seeds[PYTHON])
        self._python = random.getstate()

        @wraps(original)
        def seed(a=None, *more, **named):
            self._note_python()
            if a is not None:
                self._theirs.add(PYTHON)
            original(self._seeds[PYTHON] if a is None else a, *more, **named)

        random.seed = seed

    def _note_python(self) -> None:
        if PYTHON not in self._theirs and random.getstate() != self._python:
            self._drawn.add(PYTHON)

    def _seed_numpy(self) -> None:
        original, generator = np.random.seed, np.random.default_rng
        original(self._seeds[NUMPY])
        self._numpy = repr(np.random.get_state())

        @wraps(original)
        def seed(seed=None):
            self._note_numpy()
            if seed is not None:
                self._theirs.add(NUMPY)
            original(self._seeds[NUMPY] if seed is None else seed)

        @wraps(generator)
        def default_rng(seed=None):
            return generator(self._draw(NUMPY) if seed is None else seed)

        np.random.seed, np.random.default_rng = seed, default_rng

    def _note_numpy(self) -> None:
        if NUMPY not in self._theirs and repr(np.random.get_state()) != self._numpy:
            self._drawn.add(NUMPY)

    def seed_keras(self, keras: ModuleType) -> None:
        """Give initial weights a source of their own, and dropout another.

        Args:
            keras: The module.
        """
        classes = keras.initializers.VarianceScaling.__mro__
        initializer = next(one for one in classes if one.__name__ == "RandomInitializer")
        for kind, name in ((initializer, WEIGHTS), (keras.random.SeedGenerator, DROPOUT)):
            self._seed_class(kind, name)

    def _seed_class(self, kind: type, name: str) -> None:
        original = kind.__init__

        @wraps(original)
        def __init__(this, seed=None, *more, **named):
            if seed is None and PYTHON not in self._theirs:
                seed = self._draw(name)
            original(this, seed, *more, **named)

        kind.__init__ = __init__

    def seed_tensorflow(self, tensorflow: ModuleType) -> None:
        """Seed TensorFlow; give the order of the data and `Dataset.shuffle` sources of their own.

        Args:
            tensorflow: The module.
        """
        tf = tensorflow
        set_seed, shuffle, shuffled = tf.random.set_seed, tf.random.shuffle, tf.data.Dataset.shuffle
        set_seed(self._seeds[BACKEND])
        self._drawn.add(BACKEND)

        @wraps(set_seed)
        def seed(seed):
            self._theirs.add(BACKEND)
            self._drawn.discard(BACKEND)
            set_seed(seed)

        @wraps(shuffle)
        def shuffle_tensor(value, seed=None, name=None):
            if seed is not None or BACKEND in self._theirs:
                return shuffle(value, seed, name)
            # Any other seeded operation depends on TensorFlow's own seed too.
            alone = [self._draw(ORDER), 0]
            return tf.random.experimental.stateless_shuffle(value, seed=alone)

        @wraps(shuffled)
        def shuffle_dataset(this, buffer_size, seed=None, *more, **named):
            if seed is not None or BACKEND in self._theirs:
                return shuffled(this, buffer_size, seed, *more, **named)
            set_seed(1)
            dataset = shuffled(this, buffer_size, self._draw(PIPELINE), *more, **named)
            set_seed(self._seeds[BACKEND])
            return dataset

        tf.random.set_seed, tf.random.shuffle = seed, shuffle_tensor
        tf.data.Dataset.shuffle = shuffle_dataset

    def seed_torch(self, torch: ModuleType) -> None:
        """Seed PyTorch.

        Args:
            torch: The module.
        """
        manual_seed = torch.manual_seed
        manual_seed(self._seeds[BACKEND])
        self._drawn.add(BACKEND)

        @wraps(manual_seed)
        def seed(seed):
            self._theirs.add(BACKEND)
            self._drawn.discard(BACKEND)
            return manual_seed(seed)

        torch.manual_seed = seed


def one_thread_at_a_time() -> None:
    """Let thread pools that the program makes from now on work with one thread each.

    For a process that is thrown away. Pools of the libraries, TensorFlow's say, are told outside.
    """
    from concurrent.futures import ThreadPoolExecutor

    original = ThreadPoolExecutor.__init__

    @wraps(original)
    def __init__(this, max_workers=None, *more, **named):
        original(this, 1, *more, **named)

    ThreadPoolExecutor.__init__ = __init__
