"""Writes docs/TEACHING.md from what the page shows to teachers: `python docs/teaching.py`."""

from pathlib import Path

from app.parts import PARTS
from app.teaching import plans

PAGE = Path(__file__).with_name("TEACHING.md")
ADDRESS = "http://localhost:5006/app"
BEGIN = """# Teaching with EM Stepper

Every statement of the lesson is a scenario: a link opens the page there, with its data, its start \
and its tools, and the number that it claims. The links below are to a page on this machine; put \
your own host in their place, and they can stand in slides or in a course. The same list opens \
from the page's menu.

## In front of a class

- **Present**, in the menu, or the key `P`, leaves only the pictures and the buttons, large. `→` \
and `←`, and the buttons of a presenter, step forth and back; `R` runs and pauses, `E` \
and `M` take halves, `0` begins again, `P` or Escape leaves. A link opens it so: \
`?scenario=tilted&present=1`.
- **Hide** what would tell too much: `?scenario=tilted&hide=lesson,story`. The parts:

| name | what it hides |
|---|---|
"""


def text() -> str:
    """Return the page of documentation."""
    lines = [BEGIN + "".join(f"| `{name}` | {what} |\n" for name, what in PARTS.items())]
    for title, scenarios in plans():
        minutes = sum(plan.minutes for plan in scenarios)
        lines.append(f"\n## {title}: {minutes} minutes in all\n")
        lines.extend(
            f"\n### [{plan.title}]({ADDRESS}?scenario={plan.name}), {plan.minutes} minutes\n\n"
            f"**Ask:** {plan.ask}\n\n**Watch for:** {plan.watch}\n"
            for plan in scenarios
        )
    return "".join(lines)


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
