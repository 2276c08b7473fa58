"""Experiments of one topic, in this process: `python -m faqlab.claims MODULE ANSWERS [ID ...]`.

`faqlab claims` starts it, so that what crashes or hangs here takes nothing else along. Without an
id it lists the claims of the module.
"""

import json
import os
import sys
import threading
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import version

from faqlab.core.claim import Claim, Claims


def main(module: str, answers: str, *ids: str) -> None:
    """Do experiments one after another, or list all, and write each answer at once.

    Args:
        module: The module's full name; it has `CLAIMS`.
        answers: The file to write: a line of JSON an answer.
        *ids: The claims. Default: list them all, as one answer.
    """
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with open(answers, "w", encoding="utf-8") as file:
        for told in _answers(module, ids):
            file.write(json.dumps(told) + "\n")
            file.flush()


def _answers(module: str, ids: tuple[str, ...]) -> Iterator[dict]:
    try:
        claims = import_module(module).CLAIMS
        chosen = [claims.find(id) for id in ids]
    except Exception as error:
        yield from [{"error": f"It raised {type(error).__name__}: {error}"}] * (len(ids) or 1)
        return
    yield from map(_finding, chosen) if ids else [_listing(claims)]


def _end_with_parent() -> None:
    # Standard input is a pipe that the parent never writes to: it ends when the parent does.
    os.read(0, 1)
    os._exit(1)


def _finding(claim: Claim) -> dict:
    finding = claim.run()
    told = {"error": finding.error, "seconds": finding.seconds}
    evidence = finding.evidence
    if evidence:
        told |= {"verdict": evidence.verdict, "condition": evidence.condition}
        told["numbers"] = evidence.numbers
    return told


def _listing(claims: Claims) -> dict:
    names = "id", "sentence", "stated", "expected", "versions", "ledger"
    return {
        "claims": [
            {name: getattr(claim, name) for name in names} | {"source": claim.code}
            for claim in claims
        ],
        "versions": _versions(),
    }


def _versions() -> dict[str, str]:
    told = {"keras": version("keras"), "python": ".".join(map(str, sys.version_info[:3]))}
    if "keras" in sys.modules:
        backend = sys.modules["keras"].backend.backend()
        told["backend"] = f"{backend} {getattr(sys.modules.get(backend), '__version__', '')}"
    return told


if __name__ == "__main__":
    main(*sys.argv[1:])
