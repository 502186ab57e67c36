"""What a crowd costs the server, and how waits are told."""

import re
import time
from urllib.request import urlopen

import numpy as np


class Meter:
    """The processors' time that the server and the crowd take from a moment on."""

    def __init__(self, server):
        self.server = server
        self.begin()

    def begin(self):
        self.began, self.used, self.own = (
            time.monotonic(),
            self.server.seconds(),
            time.process_time(),
        )

    def tell(self):
        took = time.monotonic() - self.began
        server, crowd = self.server.seconds() - self.used, time.process_time() - self.own
        print(f"  busy: server {server / took:.0%}, crowd {crowd / took:.0%} of a processor")


def told(what, seconds):
    """Print the median, 95 per cent and the worst of some durations."""
    if not seconds:
        print(f"  {what}: nothing")
        return
    middle, most, worst = 1_000 * np.quantile(seconds, [0.5, 0.95, 1.0])
    print(f"  {what}: median {middle:.0f}, 95 % {most:.0f}, worst {worst:.0f} ms", flush=True)


def metrics(url):
    with urlopen(f"{url}/metrics") as answer:
        return answer.read().decode()


def counts(url):
    """Return what the server has refused and what went wrong there so far."""
    text = metrics(url)
    return {
        name: sum(
            float(n)
            for n in re.findall(rf"^em_stepper_{name}_total(?:{{.*}})? (\S+)$", text, re.MULTILINE)
        )
        for name in ("messages", "refusals", "errors")
    }
