"""One experiment, in this process: `python -m faqlab.claims MODULE ANSWER [ID]`.

`faqlab claims` starts it, so that what crashes or hangs here takes nothing else along. Without an
id it lists the claims of the module.
"""

import json
import os
import sys
import threading
from importlib import import_module
from importlib.metadata import version

from faqlab.core.claim import Claim, Claims
from faqlab.core.files import atomic_write


def main(module: str, answer: str, id: str = "") -> None:
    """Do one experiment, or list all, and write the answer as JSON.

    Args:
        module: The module's full name; it has `CLAIMS`.
        answer: The file to write.
        id: The claim. Default: list the claims.
    """
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        claims = import_module(module).CLAIMS
        told = _finding(claims.find(id)) if id else _listing(claims)
    except Exception as error:
        told = {"error": f"It raised {type(error).__name__}: {error}"}
    with atomic_write(answer) as file:
        file.write(json.dumps(told).encode())


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
