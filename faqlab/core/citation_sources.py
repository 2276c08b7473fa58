"""What is cited for each package.

Compared in November 2026 with: Keras's own FAQ; TensorFlow's page of white papers and its
`CITATION.cff`; "Citing JAX" in the README of JAX; `CITATION.cff` of PyTorch, which asks for the
article on PyTorch 2; the article on NumPy itself; "Citing Matplotlib" and its `CITATION.cff`.
h5py's entry is its author's book; that of scikit-learn is as papers have it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """What is cited for a package.

    Args:
        package: The name of the package, as it is installed.
        key: The name of the entry, `"chollet2015keras"`.
        title: The title.
        authors: The authors, each `"Family, Given"`; `"others"` for those who aren't named.
        year: The year.
        kind: `"misc"`, `"article"`, `"inproceedings"` or `"book"`.
        url: The address. Default: none.
        more: Further fields of the entry, by name.
    """

    package: str
    key: str
    title: str
    authors: tuple[str, ...]
    year: int
    kind: str = "misc"
    url: str = ""
    more: tuple[tuple[str, str], ...] = ()


SOURCES = {
    one.package: one
    for one in (
        Source(
            "keras",
            "chollet2015keras",
            "Keras",
            ("Chollet, François", "others"),
            2015,
            url="https://keras.io",
        ),
        Source(
            "tensorflow",
            "abadi2015tensorflow",
            "TensorFlow: Large-Scale Machine Learning on Heterogeneous Systems",
            ("Abadi, Martín", "Agarwal, Ashish", "Barham, Paul", "Brevdo, Eugene", "others"),
            2015,
            url="https://www.tensorflow.org",
            more=(("eprint", "1603.04467"), ("archiveprefix", "arXiv")),
        ),
        Source(
            "jax",
            "bradbury2018jax",
            "JAX: composable transformations of Python+NumPy programs",
            ("Bradbury, James", "Frostig, Roy", "Hawkins, Peter", "others"),
            2018,
            url="https://github.com/jax-ml/jax",
        ),
        Source(
            "torch",
            "ansel2024pytorch2",
            "PyTorch 2: Faster Machine Learning Through Dynamic Python Bytecode Transformation and "
            "Graph Compilation",
            ("Ansel, Jason", "Yang, Edward", "He, Horace", "others"),
            2024,
            "inproceedings",
            "https://pytorch.org",
            (
                (
                    "booktitle",
                    "29th ACM International Conference on Architectural Support for Programming "
                    "Languages and Operating Systems, Volume 2 (ASPLOS '24)",
                ),
                ("doi", "10.1145/3620665.3640366"),
            ),
        ),
        Source(
            "numpy",
            "harris2020numpy",
            "Array programming with NumPy",
            ("Harris, Charles R.", "Millman, K. Jarrod", "van der Walt, Stéfan J.", "others"),
            2020,
            "article",
            "https://numpy.org",
            (
                ("journal", "Nature"),
                ("volume", "585"),
                ("pages", "357--362"),
                ("doi", "10.1038/s41586-020-2649-2"),
            ),
        ),
        Source(
            "h5py",
            "collette2013h5py",
            "Python and HDF5",
            ("Collette, Andrew",),
            2013,
            "book",
            "https://www.h5py.org",
            (("publisher", "O'Reilly"),),
        ),
        Source(
            "scikit-learn",
            "pedregosa2011scikit",
            "Scikit-learn: Machine Learning in Python",
            ("Pedregosa, Fabian", "Varoquaux, Gaël", "Gramfort, Alexandre", "others"),
            2011,
            "article",
            "https://scikit-learn.org",
            (
                ("journal", "Journal of Machine Learning Research"),
                ("volume", "12"),
                ("pages", "2825--2830"),
            ),
        ),
        Source(
            "matplotlib",
            "hunter2007matplotlib",
            "Matplotlib: A 2D Graphics Environment",
            ("Hunter, John D.",),
            2007,
            "article",
            "https://matplotlib.org",
            (
                ("journal", "Computing in Science & Engineering"),
                ("volume", "9"),
                ("number", "3"),
                ("pages", "90--95"),
                ("doi", "10.1109/MCSE.2007.55"),
            ),
        ),
        Source(
            "faqlab",
            "faqlab",
            "faqlab: the Keras FAQ you can run",
            ("{The faqlab authors}",),
            2026,
        ),
    )
}

# How the packages are imported, where that is another name.
IMPORTED = {"scikit-learn": "sklearn"}
NAMES = {
    "keras": "Keras",
    "tensorflow": "TensorFlow",
    "jax": "JAX",
    "torch": "PyTorch",
    "numpy": "NumPy",
    "matplotlib": "Matplotlib",
}
