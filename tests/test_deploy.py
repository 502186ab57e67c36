"""What is written for those who run containers agrees with itself."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "deploy" / "requirements.lock").read_text(encoding="utf-8")


def test_every_locked_package_has_a_hash_and_all_that_the_page_needs_is_locked():
    packages = re.split(r"^(?=[a-z0-9])", LOCK, flags=re.MULTILINE)
    locked = {}
    for each in filter(None, packages):
        name, version = re.match(r"([a-z0-9.-]+)==(\S+)", each).groups()
        locked[name] = version
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", each), name
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {re.match(r"[\w-]+", each)[0] for each in project["dependencies"]} <= set(locked)


def test_the_bill_of_materials_names_what_is_installed():
    command = [sys.executable, ROOT / "deploy" / "bill.py", "sbom"]
    bill = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert bill["bomFormat"] == "CycloneDX"
    found = {each["name"].lower(): each for each in bill["components"]}
    assert {"panel", "bokeh", "numpy", "scipy", "tornado"} <= set(found)
    for each in found.values():
        assert re.fullmatch(r"pkg:pypi/[\w.-]+@\S+", each["purl"])
    assert "BSD" in found["numpy"]["licenses"][0]["license"]["name"]


def test_compose_starts_the_replicas_that_nginx_knows():
    replicas = re.findall(
        r"^server ([\w-]+):5006", (ROOT / "deploy/replicas.conf").read_text(), re.M
    )
    services = re.findall(r"^  (stepper-\d+):", (ROOT / "deploy/compose.yaml").read_text(), re.M)
    assert replicas == services
