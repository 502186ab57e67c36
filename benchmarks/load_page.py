"""What a page of the crowd has of its run, and when it asks for more: as the real one does."""

import json
import random

from app.packing import LENGTH

# As in `static/stepper.js`: so many half-steps ahead of the reader are enough.
ENOUGH = 28
# A reader asks for another start after so many steps; a page comes with forty, and asks for more
# some twelve before they end.
STEPS_OF_A_RUN = 40
# What grows by one with each iteration; of the mixture the start has one, too.
GROWS = {"mixture": "objective", "kmeans": "inertia_updated"}


class Page:
    """Which run is shown, how far the reader is, and how far the page could go by itself."""

    def __init__(self, heard):
        """Begin with what a page comes with."""
        self.run = -1
        self.begin()
        self.hear(heard)

    def anywhere(self):
        """Be somewhere in the run, as the readers of a crowd are."""
        self.cursor = 2 * random.randrange(STEPS_OF_A_RUN)

    def begin(self):
        """Be at the start of the next run."""
        self.run += 1
        self.cursor = 0
        self.known = {"mixture": -1, "kmeans": 0}
        self.ends = {}

    def hear(self, heard):
        """Take in the states of this run among what the server sent."""
        for message in filter(None, map(text, heard)):
            if message.get("run") != self.run or not message.get("chunk"):
                continue
            for name, grows in GROWS.items():
                part = message["chunk"][name]
                self.known[name] += part[grows]["$"][2]
                if part.get("last") is not None:
                    self.ends[name] = part["last"]

    @property
    def complete(self):
        return len(self.ends) == len(GROWS)

    @property
    def computed(self):
        """The half-steps that can be shown."""
        if self.complete:
            return max(self.ends.values())
        return min(2 * count for name, count in self.known.items() if name not in self.ends)

    @property
    def over(self):
        """Whether the reader wants another start."""
        end = self.computed if self.complete else 2 * STEPS_OF_A_RUN
        return self.cursor >= min(end, 2 * STEPS_OF_A_RUN)

    @property
    def runs_short(self):
        """Whether the server has to learn where the reader is."""
        return not self.complete and self.computed - self.cursor < ENOUGH


def text(fragment):
    """Return the text of one of our messages, or None of what is none."""
    if not isinstance(fragment, bytes):
        return None
    (length,) = LENGTH.unpack(fragment[: LENGTH.size])
    return json.loads(fragment[LENGTH.size : LENGTH.size + length])
