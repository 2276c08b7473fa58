"""How `multi_gpu`'s exercises are checked: what devices did, what the learner's code does."""

import json

from faqlab.core.data_parallel import DataParallel
from faqlab.core.exercise import Incorrect, NotAttempted
from faqlab.core.exercise_code import attempt
from faqlab.core.reply import describe


def what_each_device_saw(report: object) -> tuple[str, str]:
    """Look how many rows of a batch each device was given.

    Args:
        report: What `multi_gpu.data_parallel` returned.

    Returns:
        The letter of the option, and the sentence with what was measured.

    Raises:
        NotAttempted: If it is something else.
    """
    if not isinstance(report, DataParallel):
        raise NotAttempted("This takes the report: `report = multi_gpu.data_parallel(...)`.")
    rows = report.shares[0]
    told = f"Of {sum(rows)} rows the first device was given {rows[0]}."
    if len(set(rows)) == 1 and len(rows) > 1:
        return "b", told
    return ("a" if len(rows) == 1 else "c"), told


_CASES = ((256, 8), (157, 4), (3, 2), (2, 4), (1, 1), (10, 4))


def shares_of(rows: int, devices: int) -> list[int]:
    """Share rows out as TensorFlow does: as many for each, rounded up, until none are left.

    Args:
        rows: The rows of the batch.
        devices: How many devices.

    Returns:
        The rows of each device.

    Example:

    >>> shares_of(157, 4), shares_of(2, 4)
    ([40, 40, 40, 37], [1, 1, 0, 0])
    """
    most = -(-rows // devices)
    return [max(0, min(most, rows - i * most)) for i in range(devices)]


def check_shares(shares: object) -> str:
    """Try a learner's `shares(rows, devices)`.

    Args:
        shares: What the learner gave.

    Returns:
        The praise.

    Raises:
        NotAttempted: If the function returns nothing.
        Incorrect: With what it got wrong.
    """
    _check_function(shares)
    for rows, devices in _CASES:
        answer = attempt(shares, rows, devices, shown=f"`({rows}, {devices})`", name="shares")
        if answer is None or answer is ...:
            raise NotAttempted("`shares` returns nothing yet. Fill it in, and run it again.")
        expected = shares_of(rows, devices)
        try:
            given = [int(one) for one in answer]
        except (TypeError, ValueError):
            raise Incorrect(
                f"`shares({rows}, {devices})` gives {describe(answer)}, not a list of numbers."
            ) from None
        if given == expected:
            continue
        if sum(given) != rows:
            raise Incorrect(
                f"`shares({rows}, {devices})` gives {given}: that is {sum(given)} rows, and the "
                f"batch has {rows}."
            )
        if len(given) != devices:
            raise Incorrect(
                f"`shares({rows}, {devices})` gives {given}: {len(given)} shares for {devices} "
                "devices. A device without rows has the share 0."
            )
        raise Incorrect(
            f"`shares({rows}, {devices})` gives {given}. The first devices get as many as the "
            f"share rounded up, {expected[0]}; the last ones what is left."
        )
    return "So TensorFlow shares a batch out."


_ADDRESSES = (["10.0.0.1:2222", "10.0.0.2:2222"], ["a:1", "b:2", "c:3"])


def check_tf_config(tf_config: object) -> str:
    """Try a learner's `tf_config(addresses, rank)`.

    Args:
        tf_config: What the learner gave.

    Returns:
        The praise.

    Raises:
        NotAttempted: If the function returns nothing.
        Incorrect: With what it got wrong.
    """
    _check_function(tf_config)
    for addresses in _ADDRESSES:
        for rank in range(len(addresses)):
            shown = f"`({addresses}, {rank})`"
            answer = attempt(tf_config, list(addresses), rank, shown=shown, name="tf_config")
            if answer is None or answer is ...:
                raise NotAttempted("`tf_config` returns nothing yet. Fill it in.")
            _check_config(answer, addresses, rank)
    return "With this in `TF_CONFIG`, each worker finds the others."


def _check_config(answer: object, addresses: list[str], rank: int) -> None:
    if not isinstance(answer, str):
        raise Incorrect(
            f"It gives {describe(answer)}. An environment variable is a text: `json.dumps` makes "
            "one of a dictionary."
        )
    try:
        config = json.loads(answer)
    except ValueError:
        raise Incorrect(
            "The text is no JSON. `str` of a dictionary has single quotes; `json.dumps` has not."
        ) from None
    cluster = config.get("cluster") if isinstance(config, dict) else None
    task = config.get("task") if isinstance(config, dict) else None
    if not isinstance(cluster, dict) or not isinstance(task, dict):
        raise Incorrect("At the top there are two keys, `cluster` and `task`.")
    if cluster.get("worker") != addresses:
        raise Incorrect(
            "`cluster` holds all addresses under the key `worker`, on every machine the same list, "
            "in the same order."
        )
    if task.get("type") != "worker":
        raise Incorrect("`task` says what this one is: its `type` is `worker`.")
    if task.get("index") != rank or isinstance(task.get("index"), (bool, str)):
        raise Incorrect(f"`task` says which one this is: its `index` is {rank} for rank {rank}.")


def _check_function(given: object) -> None:
    if given is ...:
        raise NotAttempted("Write the function, and give it without parentheses.")
    if not callable(given):
        raise Incorrect(
            f"This is {describe(given)}, not a function. Give the function itself, without "
            "parentheses after its name."
        )
