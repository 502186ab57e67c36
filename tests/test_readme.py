"""What the README shows works as written."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np

import datasets
from app.address import NAMES
from app.models import MODELS
from app.parts import PARTS
from app.scenarios import SCENARIOS
from app.settings import MAX_COMPONENTS, MAX_SEED, MIN_COMPONENTS, STARTS
from app.starts import GIVEN
from gmm_core import COVARIANCE_TYPES

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)


def test_quick_start_has_exactly_two_commands():
    first, second = blocks("sh")[0].splitlines()
    assert first == "pip install -e . && panel serve app --show"
    assert second == 'pip install -e ".[test]" && pytest'


def test_example_runs_as_written():
    (example,) = blocks("python")
    assert len([line for line in example.splitlines() if line]) == 8
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", example], capture_output=True, text=True, check=True
    )
    log_likelihoods = [float(line.split()[0]) for line in done.stdout.splitlines()]
    assert len(log_likelihoods) == 10
    assert np.diff(log_likelihoods).min() >= -1e-4  # the last digit printed
    assert done.stderr == ""


def test_table_tells_what_an_address_may_ask_for():
    table = dict(re.findall(r"^\| `(\w+)` \|.*\| (.+) \|$", README, flags=re.MULTILINE))
    assert set(table) == set(NAMES)
    assert re.findall(r"`([^`]+)`", table["hide"]) == list(PARTS)
    for name, choices in {
        "data": datasets.names(),
        "covariance": COVARIANCE_TYPES,
        "start": [*STARTS, *GIVEN],
        "scenario": SCENARIOS,
        "model": MODELS,
    }.items():
        assert re.findall(r"`([^`]+)`", table[name]) == list(choices)
    for name, (low, high) in {
        "n": (datasets.MIN_POINTS, datasets.MAX_POINTS),
        "k": (MIN_COMPONENTS, MAX_COMPONENTS),
        "seed": (0, MAX_SEED),
        "data_seed": (0, MAX_SEED),
    }.items():
        assert table[name] == f"{low:,} to {high:,}"


def test_files_that_it_points_to_exist():
    for path in re.findall(r'\]\((?!http)([^)]+)\)|(?:src|srcset)="([^"]+)"', README):
        assert (Path(__file__).parent.parent / "".join(path)).exists(), path
