"""A configuration in JSON, from its bytes to what Keras would make of it."""

from collections.abc import Collection

from .audit_config import audit_config
from .findings import Findings
from .json_text import read_json


def audit_json(
    text: bytes,
    where: str,
    found: Findings,
    custom: Collection[str] = (),
    stored: int | None = None,
) -> object:
    """Look at a configuration in JSON.

    Args:
        text: The bytes.
        where: What to call it.
        found: Where to add what is found.
        custom: Names of the reader's own classes and functions. Default: none.
        stored: How many bytes of weights come with it. Default: not known.

    Returns:
        What it says; None if it can't be read.
    """
    remarks: list[tuple[str, str]] = []
    try:
        config = read_json(text, remarks)
    except ValueError as error:
        found.add("json", where, str(error))
        return None
    for code, reason in remarks:
        found.add(code, where, reason)
    if isinstance(config, str) and config != text.decode():
        # A configuration may be JSON within JSON.
        return audit_json(config.encode("utf-8", "replace"), where, found, custom, stored)
    audit_config(config, where, found, custom, stored)
    return config
