"""One line of the results."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """What was measured, and what it must reach."""

    name: str
    value: float
    unit: str
    target: str = ""
    met: bool | None = None  # None: reported only

    def line(self) -> str:
        """As a line of a Markdown table."""
        met = "" if self.met is None else "yes" if self.met else "**no**"
        return f"| {self.name} | {number(self.value)} {self.unit} | {self.target} | {met} |"


def number(value: float) -> str:
    """Three digits, or whole from a hundred on."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def at_most(name: str, value: float, unit: str, limit: float) -> Row:
    """A row whose value must not exceed a limit."""
    return Row(name, value, unit, f"<= {number(limit)} {unit}".strip(), value <= limit)


def at_least(name: str, value: float, unit: str, limit: float) -> Row:
    """A row whose value must reach a limit."""
    return Row(name, value, unit, f">= {number(limit)} {unit}".strip(), value >= limit)
