"""The twenty topics: one question of the Keras FAQ each, in reading order."""

from collections.abc import Collection
from dataclasses import dataclass

from .errors import nearest, three_beats


@dataclass(frozen=True)
class Topic:
    """One question of the FAQ, with its module and its notebook.

    Args:
        number: The place in the reading order, 1 to 20.
        name: The module's name, `faqlab.<name>`.
        question: The question, in English.
        question_zh: The question as the Chinese FAQ asks it.
        asked: The numbers of the learners' questions that the lesson answers, with spaces between.

    Example:

    >>> topic("history").notebook
    '09_history.ipynb'
    """

    number: int
    name: str
    question: str
    question_zh: str
    asked: str = ""

    @property
    def notebook(self) -> str:
        """The file name of the lesson, such as `09_history.ipynb`."""
        return f"{self.number:02d}_{self.name}.ipynb"


TOPICS = (
    Topic(
        1,
        "installation",
        "How can I install HDF5 or h5py to save my models?",
        "如何在 Keras 中安装 HDF5 或 h5py 来保存我的模型？",
    ),
    Topic(
        2,
        "configuration",
        "Where is the Keras configuration file stored?",
        "Keras 配置文件保存在哪里？",
        asked="Q44 Q45 Q46",
    ),
    Topic(3, "gpu", "How can I run Keras on a GPU?", "如何在 GPU 上运行 Keras？"),
    Topic(
        4,
        "multi_gpu",
        "How can I run a Keras model on several GPUs?",
        "如何在多 GPU 上运行 Keras 模型？",
        asked="Q02 Q03 Q04 Q05 Q06 Q07 Q08",
    ),
    Topic(5, "citing", "How should I cite Keras?", "如何引用 Keras？", asked="Q01"),
    Topic(
        6,
        "batches",
        "What do sample, batch and epoch mean?",
        "「sample」、「batch」、「epoch」分别是什么？",
        asked="Q09",
    ),
    Topic(
        7,
        "validation_split",
        "How is the validation split computed?",
        "验证集划分是如何计算的？",
        asked="Q22 Q23",
    ),
    Topic(
        8,
        "shuffling",
        "Is the data shuffled during training?",
        "在训练过程中数据是否会混洗？",
        asked="Q24",
    ),
    Topic(
        9,
        "history",
        "How do I record the training and validation loss at each epoch?",
        "如何在每个 epoch 后记录训练集和验证集的误差和准确率？",
        asked="Q15 Q25 Q26",
    ),
    Topic(
        10,
        "loss_gap",
        "Why is the training loss much higher than the testing loss?",
        "为什么训练集误差比测试集的误差高很多？",
        asked="Q14",
    ),
    Topic(
        11,
        "early_stopping",
        "How can I stop training when the validation loss stops decreasing?",
        "在验证集的误差不再下降时，如何中断训练？",
        asked="Q20 Q21",
    ),
    Topic(
        12,
        "reproducibility",
        "How can I obtain reproducible results during development?",
        "如何在 Keras 开发过程中获取可复现的结果？",
        asked="Q47 Q48",
    ),
    Topic(
        13,
        "saving",
        "How can I save a Keras model?",
        "如何保存 Keras 模型？",
        asked="Q10 Q11 Q12 Q13",
    ),
    Topic(
        14,
        "layer_outputs",
        "How can I obtain the output of an intermediate layer?",
        "如何获取中间层的输出？",
        asked="Q16 Q17 Q18",
    ),
    Topic(
        15,
        "removing_layers",
        "How can I remove a layer from a Sequential model?",
        "如何从 Sequential 模型中移除一个层？",
        asked="Q38",
    ),
    Topic(16, "freezing", "How can I freeze layers?", "如何「冻结」网络层？", asked="Q36 Q37"),
    Topic(
        17,
        "pretrained",
        "How can I use pretrained models?",
        "如何在 Keras 中使用预训练的模型？",
        asked="Q39 Q40 Q41",
    ),
    Topic(
        18,
        "stateful_rnns",
        "How can I use stateful RNNs?",
        "如何使用有状态 RNN (stateful RNNs)？",
        asked="Q27 Q28 Q29 Q30 Q31 Q32 Q33 Q34 Q35",
    ),
    Topic(
        19,
        "large_data",
        "How can I use datasets that don't fit in memory?",
        "如何用 Keras 处理超过内存的数据集？",
        asked="Q19",
    ),
    Topic(
        20,
        "hdf5_input",
        "How can I use HDF5 inputs?",
        "如何在 Keras 中使用 HDF5 输入？",
        asked="Q42 Q43",
    ),
)


def topic(name: str) -> Topic:
    """Find a topic by its name.

    Args:
        name: The module's name, such as `"history"`. The lesson's number, `"9"` or `"09"`, and
            the notebook's name are understood too.

    Returns:
        The topic.

    Raises:
        ValueError: If there is no such topic; the message gives the nearest names.

    Example:

    >>> topic("09").name
    'history'
    >>> topic("histroy")
    Traceback (most recent call last):
    ...
    ValueError: There is no topic 'histroy'. Expected: a topic such as 'history'. \
Received: 'histroy'. `faqlab topics` lists all twenty.
    """
    for one in TOPICS:
        known = {one.name, str(one.number), f"{one.number:02d}", one.notebook, one.notebook[:-6]}
        if name in known:
            return one
    near = nearest(name, [one.name for one in TOPICS]) or ["history"]
    expected = "a topic such as " + ", ".join(repr(one) for one in near)
    raise ValueError(
        three_beats(
            f"There is no topic {name!r}.", expected, name, "`faqlab topics` lists all twenty."
        )
    )


def questions_table(written: Collection[str], folder: str = "") -> str:
    """Write the table of all questions in Markdown, with links to the lessons that exist.

    Args:
        written: The file names of the lessons that exist.
        folder: What comes before a lesson's file name in its link. Default: nothing.

    Returns:
        The table, a line a topic.

    Example:

    >>> print(questions_table(["05_citing.ipynb"]).splitlines()[6])
    | 05 | [How should I cite Keras?](05_citing.ipynb) | 如何引用 Keras？ |
    """
    lines = ["| | Question | 问题 |", "|---|---|---|"]
    for one in TOPICS:
        there = one.notebook in written
        question = f"[{one.question}]({folder}{one.notebook})" if there else one.question
        lines.append(f"| {one.number:02d} | {question} | {one.question_zh} |")
    return "\n".join(lines)
