"""Writes what an image holds: a CycloneDX bill of materials, or a list of licences.

python deploy/bill.py sbom > sbom.json
python deploy/bill.py licences > LICENCES.txt
"""

import json
import sys
from importlib.metadata import Distribution, distributions

TEXTS = ("LICENSE", "LICENCE", "COPYING", "NOTICE")


def components() -> list[dict[str, object]]:
    """Return the Python packages that are installed, by name."""
    found = {each.name.lower(): each for each in distributions()}
    return [
        {
            "type": "library",
            "name": each.name,
            "version": each.version,
            "purl": f"pkg:pypi/{name.replace('_', '-')}@{each.version}",
            "licenses": [{"license": {"name": licence(each)}}],
        }
        for name, each in sorted(found.items())
    ]


def licence(package: Distribution) -> str:
    """Return a package's licence in few words, from where its metadata tell it."""
    told = package.metadata
    expression = told.get("License-Expression")
    if expression:
        return expression
    classified = [
        each.rpartition(" :: ")[2]
        for each in told.get_all("Classifier") or []
        if each.startswith("License :: ")
    ]
    if classified:
        return ", ".join(classified)
    return ((told.get("License") or "").strip().splitlines() or ["not told"])[0]


def texts() -> str:
    """Return every package's licence, and the texts that came with it."""
    parts = []
    for each in sorted(distributions(), key=lambda one: one.name.lower()):
        parts.append(f"{each.name} {each.version}: {licence(each)}")
        parts += [
            path.locate().read_text(encoding="utf-8", errors="replace")
            for path in each.files or []
            if path.suffix in {"", ".txt", ".md", ".rst"} and path.name.upper().startswith(TEXTS)
        ]
    return "\n\n".join(parts)


def bill() -> dict[str, object]:
    """Return the bill of materials."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "em-stepper"}},
        "components": components(),
    }


if __name__ == "__main__":
    print(json.dumps(bill(), indent=1) if sys.argv[1:] == ["sbom"] else texts())
