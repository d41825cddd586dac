"""Check that everything the bazaar needs to run may be passed on under Apache-2.0: python -m tools.licences.

Reads the locked names in `requirements/run.txt` and what each installed package says about itself. A licence
not on the list below stops the check, unless the package stands in `licences_allowed.toml` with a reason.
"""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).parent.parent
PERMISSIVE = re.compile(
    r"""(MIT(-CMU|-0)?(\ License)?
    |Apache(-2\.0|\ 2\.0|\ License\ 2\.0|\ Software\ License)
    |BSD(-[23]-Clause)?(\ License)?
    |0BSD|Zero-Clause\ BSD\ \(0BSD\)
    |ISC(\ License)?(\ \(ISCL\))?
    |PSF-2\.0|Python\ Software\ Foundation\ License
    |MPL-2\.0|Mozilla\ Public\ License\ 2\.0\ \(MPL\ 2\.0\))""",
    re.VERBOSE | re.IGNORECASE,
)


def locked_names() -> list[str]:
    """The packages in the lock, without those for other systems."""
    lines = (ROOT / "requirements/run.txt").read_text().splitlines()
    return [match[1] for line in lines if (match := re.match(r"([A-Za-z0-9._-]+)==", line))]


def stated(about: dict[str, str | list[str]]) -> list[str]:
    """What a package says of its licence: an expression, or classifiers and a short word."""
    if expression := about.get("license_expression"):
        return [str(expression)]
    words = [line.split(" :: ")[-1] for line in about.get("classifier", []) if line.startswith("License ::")]
    short = str(about.get("license", "")).strip()
    if short and "\n" not in short and len(short) < 60:
        words.append(short)
    return words


def is_permissive(statement: str) -> bool:
    """Whether all parts joined by AND or a comma are permissive; of parts joined by OR one is enough."""
    return all(
        any(PERMISSIVE.fullmatch(choice.strip(" ()")) or PERMISSIVE.fullmatch(choice.strip()) for choice in choices)
        for choices in (part.split(" OR ") for part in re.split(" AND |, ", statement))
    )


def main() -> int:
    """Print each package that may not stay; 1 if there is one."""
    allowed = tomllib.loads((ROOT / "tools/licences_allowed.toml").read_text())
    refused = 0
    for name in locked_names():
        try:
            says = stated(metadata(name).json)
        except PackageNotFoundError:
            continue  # locked for another system
        if name not in allowed and not (says and all(map(is_permissive, says))):
            print(f"licences: {name} says {', '.join(says) or 'nothing'}: not on the list", file=sys.stderr)
            refused += 1
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
