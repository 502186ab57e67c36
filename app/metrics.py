"""What an operator measures, in Prometheus' text format, version 0.0.4."""

from __future__ import annotations

import os
import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable
from math import nan
from pathlib import Path

# Upper ends of the classes of a duration, in seconds.
BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)

COUNTERS = {
    "em_stepper_sessions_opened_total": "Sessions opened since the start.",
    "em_stepper_messages_total": "Messages answered, by what they asked for.",
    "em_stepper_refusals_total": "What was refused, by the reason.",
    "em_stepper_errors_total": "Messages that ended in an error of ours.",
}
DURATIONS = {
    "em_stepper_message_seconds": "From a message's arrival to its last answer.",
    "em_stepper_loop_delay_seconds": "How late the event loop came to a regular task.",
}

Labels = tuple[tuple[str, str], ...]


class Metrics:
    """Counters, durations, and gauges that are read when they are asked for."""

    def __init__(self) -> None:
        self._counts: dict[str, dict[Labels, float]] = {
            name: defaultdict(float) for name in COUNTERS
        }
        self._classes = {name: [0] * (len(BOUNDS) + 1) for name in DURATIONS}
        self._sums = dict.fromkeys(DURATIONS, 0.0)
        self._gauges: dict[str, tuple[str, Callable[[], float]]] = {}

    def count(self, name: str, **labels: str) -> None:
        """Count one more."""
        self._counts[name][tuple(sorted(labels.items()))] += 1

    def observe(self, name: str, seconds: float) -> None:
        """Note a duration."""
        self._classes[name][bisect_left(BOUNDS, seconds)] += 1
        self._sums[name] += seconds

    def gauge(self, name: str, meaning: str, read: Callable[[], float]) -> None:
        """Tell of a number that goes up and down; a later one of the same name takes its place."""
        self._gauges[name] = (meaning, read)

    def total(self, name: str) -> float:
        """Return a counter's sum over all its labels."""
        return sum(self._counts[name].values())

    def text(self) -> str:
        """Return everything as Prometheus reads it."""
        lines: list[str] = []
        for name, meaning in COUNTERS.items():
            lines += [f"# HELP {name} {meaning}", f"# TYPE {name} counter"]
            counts = self._counts[name] or {(): 0.0}
            lines += [f"{name}{_labels(labels)} {n:g}" for labels, n in sorted(counts.items())]
        for name, meaning in DURATIONS.items():
            lines += [f"# HELP {name} {meaning}", f"# TYPE {name} histogram"]
            seen = 0
            for bound, n in zip([*map(str, BOUNDS), "+Inf"], self._classes[name], strict=True):
                seen += n
                lines.append(f'{name}_bucket{{le="{bound}"}} {seen}')
            lines += [f"{name}_sum {self._sums[name]:.6f}", f"{name}_count {seen}"]
        for name, (meaning, read) in self._gauges.items():
            kind = "counter" if name.endswith("_total") else "gauge"
            lines += [f"# HELP {name} {meaning}", f"# TYPE {name} {kind}", f"{name} {read():.12g}"]
        return "\n".join(lines) + "\n"


def resident_bytes() -> float:
    """Return the memory that this process holds; not a number where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return nan
    return float(pages * os.sysconf("SC_PAGE_SIZE"))


def _labels(labels: Labels) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in labels) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


METRICS = Metrics()
"""Those of this process."""
METRICS.gauge("process_resident_memory_bytes", "Memory that the process holds.", resident_bytes)
METRICS.gauge("process_cpu_seconds_total", "CPU time that the process has used.", time.process_time)
