"""How `gpu`'s exercises are checked: where a product ran, which device a function picks."""

from faqlab.core.exercise import Incorrect, NotAttempted
from faqlab.core.exercise_code import attempt
from faqlab.core.placement import Placement
from faqlab.core.reply import describe


def where_it_ran(placement: object) -> tuple[str, str]:
    """Look where the product on the missing GPU ran.

    Args:
        placement: What `gpu.where` returned for it.

    Returns:
        The letter of the option, and the sentence with what was measured.

    Raises:
        NotAttempted: If it isn't the placement of such a product.
    """
    if not isinstance(placement, Placement) or not placement.elsewhere:
        raise NotAttempted(
            "This takes what `gpu.where` returns for the product on `/gpu:99`: `placement = "
            "gpu.where(product_on_gpu_99)`."
        )
    name, asked, ran = placement.elsewhere[0]
    return "b", f"{name} was to run on {asked}, and ran on {ran}."


_CASES = (
    (["CPU:0"], "CPU:0"),
    (["CPU:0", "GPU:0"], "GPU:0"),
    (["CPU:0", "GPU:0", "GPU:1"], "GPU:1"),
    (["GPU:1", "GPU:0", "CPU:0"], "GPU:1"),
    (["CPU:0", *(f"GPU:{number}" for number in range(11))], "GPU:10"),
    (["CPU:0", "GPU:10", "GPU:9"], "GPU:10"),
    (["CPU:0", "CPU:1"], "CPU:0"),
)


def check_pick(pick: object) -> str:
    """Call a learner's `pick` with lists of names.

    Args:
        pick: What the learner gave.

    Returns:
        The praise.

    Raises:
        NotAttempted: If the function does nothing.
        Incorrect: With the list that it picks the wrong device from.
    """
    if not callable(pick):
        raise Incorrect(
            f"This is {describe(pick)}, not a function. Give the function itself, without "
            "parentheses after its name."
        )
    picked = [attempt(pick, list(names)) for names, _ in _CASES]
    if all(one is None for one in picked):
        raise NotAttempted("`pick` returns nothing yet. Fill it in, and run it again.")
    for (names, right), one in zip(_CASES, picked, strict=True):
        if one != right:
            raise Incorrect(
                f"From `{names}` it picks {describe(one)}; the last GPU is {right!r}."
                if right.startswith("GPU")
                else f"From `{names}` it picks {describe(one)}; without a GPU it is {right!r}."
            )
    return "The last GPU, whatever the order; and the CPU where there is none."
