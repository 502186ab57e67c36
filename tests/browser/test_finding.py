"""How a browser is found: no browser and no network is needed to test that."""

import sys

import pytest

from . import finding

OWN = "/own/chromium"
PLAYWRIGHT = [sys.executable, "-m", "playwright"]


def machine(*installed, broken=(), brings=()):
    """A machine with these browsers; `brings` maps the last word of a command to a browser."""
    installed, ran = list(installed), []

    def run(command):
        ran.append(command)
        brought = dict(brings).get(" ".join(command[-2:]))
        if brought is not None:
            installed.append(brought)
        return brought is not None

    def find():
        return finding.candidates(
            OWN,
            which=lambda name: f"/bin/{name}" if f"/bin/{name}" in installed else None,
            exists=lambda path: path in installed,
        )

    def start(path):
        return None if path in broken else f"started {path}"

    def begin(is_root=True, has_apt=True):
        ways = finding.ways_to_get_one(is_root, has_apt)
        return finding.start_browser(start, find, ways, run)

    return begin, ran


@pytest.mark.parametrize("path", [*[f"/bin/{name}" for name in finding.NAMES], OWN])
def test_takes_what_the_machine_has(path):
    begin, ran = machine(path)
    assert begin() == f"started {path}"
    assert ran == []


@pytest.mark.parametrize("path", finding.PLACES)
def test_looks_where_macs_and_windows_keep_them(path):
    begin, _ = machine(path)
    assert begin() == f"started {path}"


def test_prefers_the_machines_own_over_playwrights():
    begin, _ = machine(OWN, "/bin/google-chrome")
    assert begin() == "started /bin/google-chrome"


def test_passes_over_a_browser_that_does_not_start():
    begin, ran = machine("/bin/chromium", OWN, broken=["/bin/chromium"])
    assert begin() == f"started {OWN}"
    assert ran == []


def test_downloads_playwrights_own_where_there_is_none():
    begin, ran = machine(brings={"install chromium": OWN})
    assert begin() == f"started {OWN}"
    assert ran == [[*PLAYWRIGHT, "install", "chromium"]]


def test_installs_with_apt_where_the_download_fails():
    begin, ran = machine(brings={"apt-get update": "lists", "-y chromium": "/bin/chromium"})
    assert begin() == "started /bin/chromium"
    assert ran[1:] == [["apt-get", "update"], ["apt-get", "install", "-y", "chromium"]]


@pytest.mark.parametrize(("is_root", "has_apt"), [(False, True), (True, False)])
def test_leaves_apt_alone_where_it_cannot_be_used(is_root, has_apt):
    begin, ran = machine()
    with pytest.raises(finding.NoBrowserError):
        begin(is_root, has_apt)
    assert ran == [[*PLAYWRIGHT, "install", "chromium"]]


def test_otherwise_says_in_one_line_what_to_install():
    begin, _ = machine("/bin/chromium", broken=["/bin/chromium"])
    with pytest.raises(finding.NoBrowserError) as refused:
        begin()
    said = str(refused.value)
    assert "install Chromium" in said
    assert "\n" not in said


def test_a_command_that_cannot_be_run_does_not_succeed():
    assert not finding.succeeds(["/no/such/command"])
    assert not finding.succeeds([sys.executable, "-c", "raise SystemExit(3)"])
    assert finding.succeeds([sys.executable, "-c", ""])
