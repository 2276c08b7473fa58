"""The exercises of `installation`: a file's name, two Pythons, a crash, and versions."""

from faqlab.core.exercise_choice import Choice, Option
from faqlab.core.exercise_code import Code
from faqlab.core.exercise_prediction import Prediction

from .installation_checks import check_at_least, what_the_import_does

__all__ = ["predict", "q1", "q2", "q3"]

predict = Prediction(
    "installation.predict",
    """
    You want to try h5py, and make a file for it beside your notebook: `h5py.py`. It is still empty.
    What does `import h5py` do?
    """,
    options=[
        Option(
            "It imports the real h5py: what is installed goes before files that lie about.",
            "It would be safe. But Python looks in the folder that it was started in first.",
        ),
        Option(
            "It fails: the file is empty.",
            "An empty file is a fine module, with nothing in it.",
        ),
        Option(
            "It gives no error, and there is no `h5py.File`.",
            "Python takes the file, which has nothing in it. Keras would take it too, and could "
            "save no model. `installation.doctor` looks for such names.",
        ),
    ],
    outcome=what_the_import_does,
    measured="trial",
)


q1 = Choice(
    "installation.q1",
    """
    In a terminal, `pip install h5py` says "Requirement already satisfied". In the notebook,
    `import h5py` says "No module named 'h5py'". What is most likely?
    """,
    options=[
        Option(
            "The HDF5 library is missing: `sudo apt-get install libhdf5-serial-dev`.",
            "h5py brings its own. Without a library the message would name a `.so` or a DLL.",
        ),
        Option(
            "The terminal's pip belongs to another Python than the notebook's kernel.",
            "`%pip install h5py` in a cell installs into the kernel's Python.",
            right=True,
        ),
        Option(
            "h5py is damaged: install it anew.",
            "What is damaged is found, and then fails. This one isn't found.",
        ),
        Option(
            "The notebook needs a restart of the computer.",
            "Of the kernel at most; and it would look in the same places again.",
        ),
    ],
    hints=[
        "How many Pythons are on the computer?",
        "`import sys; sys.executable`, in the notebook and in the terminal.",
    ],
    solution="b: `sys.executable` in the notebook says which Python must have it, and `%pip "
    "install` puts it there.",
)


q2 = Choice(
    "installation.q2",
    """
    On an old computer `python -c "import tensorflow"` prints `Illegal instruction (core dumped)`,
    and nothing else. What helps?
    """,
    options=[
        Option(
            "`pip install --force-reinstall tensorflow`.",
            "It brings the same program, with the same instructions.",
        ),
        Option(
            "Another backend: `pip install torch`, and `KERAS_BACKEND=torch`.",
            "TensorFlow's packages are built for processors with AVX. Keras doesn't mind which "
            "backend computes.",
            right=True,
        ),
        Option(
            "`except ImportError:` around the import.",
            "No exception is raised: the system ends the whole process.",
        ),
        Option(
            "More memory.",
            "Then the message would be `Killed`.",
        ),
    ],
    hints=[
        "Who wrote that line: Python, or the system?",
        "The processor met an instruction that it doesn't know. Which packages were built for a "
        "newer one?",
    ],
    solution="b. A process that dies can't say why; `installation.doctor` therefore tries it in "
    "another one.",
)


q3 = Code(
    "installation.q3",
    """
    Write `at_least(version, wanted)`: whether a version such as `"3.11.2"` is the wanted one or a
    later one. Versions are numbers with points between them; `"3.11"` and `"3.11.0"` are the same.
    """,
    check=check_at_least,
    argument="at_least",
    hints=[
        'As texts, `"3.9" > "3.11"`. As numbers, 9 is less than 11.',
        "Tuples of numbers are compared one by one: `(3, 9) < (3, 11)`.",
        "Fill the shorter one up with zeros.",
    ],
    solution="""
    ```
    def at_least(version, wanted):
        numbers = [[int(part) for part in text.split(".")] for text in (version, wanted)]
        longest = max(map(len, numbers))
        have, want = ([*one, *[0] * (longest - len(one))] for one in numbers)
        return have >= want
    ```

    In real life versions have letters too: `packaging.version.Version` knows them all.
    """,
)
