"""What a scenario holds that its run is too short for: a warning, because shortening a run must not need an edited file."""

from datetime import date, timedelta

from sim.core.calendar import first_monday
from sim.scenario.model import Scenario


def last_monday(scenario: Scenario) -> date:
    """The Monday of the last recorded week."""
    return first_monday(scenario.start) + timedelta(weeks=scenario.weeks - 1)


def begins_too_late(scenario: Scenario, day: date | None) -> bool:
    """Whether what begins on a day takes effect after the last week of the run; what has no day begins with the run."""
    return day is not None and first_monday(min(day, date.max - timedelta(days=7))) > last_monday(scenario)


def idle_lines(scenario: Scenario) -> list[str]:
    """Shocks and measures that begin after the last week of the run and so do nothing in it, one line each."""
    last = f"does nothing, because the last of the {scenario.weeks} weeks begins on {last_monday(scenario)}"
    lines = [
        f"shocks[{number}], {shock.kind} on {shock.date}: {last}."
        for number, shock in enumerate(scenario.shocks, 1)
        if begins_too_late(scenario, shock.date)
    ]
    lines += [
        f"policies[{number}], {policy.kind} from {policy.start}: {last}."
        for number, policy in enumerate(scenario.policies, 1)
        if begins_too_late(scenario, policy.start)
    ]
    return lines
