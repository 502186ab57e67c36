"""The code that the page offers: copied as shown, it prints the numbers on the screen."""

import subprocess
import sys

from playwright.sync_api import expect


def test_the_copied_code_prints_what_the_page_says(open_page):
    stepper = open_page("/app?scenario=snippet1", permissions=["clipboard-read", "clipboard-write"])
    stepper.wait_for_cursor(20)
    code = stepper.field("region", "Python code")
    expect(code).to_contain_text("max_iter=10")
    stepper.button("Copy").click()
    expect(stepper.button("Copied")).to_be_visible()
    copied = stepper.page.evaluate("navigator.clipboard.readText()")
    assert copied == code.evaluate("(found) => found.textContent")
    done = subprocess.run(
        [sys.executable, "-c", copied], capture_output=True, text=True, check=True
    )
    printed = float(done.stdout.split()[1])
    promised = stepper.host.locator(".prints dd").first.inner_text()
    assert abs(printed - float(promised.replace("−", "-"))) <= 1e-4
    pane = stepper.pane("Gaussian mixture").inner_text()
    assert f"{printed:,.1f}".replace("-", "−") in pane


def test_the_code_follows_the_steps_and_can_bring_the_data(open_page):
    stepper = open_page()
    stepper.press("Step", "Code")
    code = stepper.field("region", "Python code")
    expect(code).to_contain_text("max_iter=1,")
    stepper.press("Step")
    expect(code).to_contain_text("max_iter=2,")
    expect(code).to_contain_text("from datasets import load")
    stepper.field("checkbox", "with the data").check()
    expect(code).not_to_contain_text("from datasets import load")
    expect(code).to_contain_text("X = np.array([")
