"""Commands on scenarios."""

import sys
from typing import Any, Literal

from sim.errors import InputError
from sim.scenario import load_scenario, shipped_scenarios
from sim.scenario.idle import idle_lines
from sim.scenario.toml import toml_value


def list_scenarios(*, lang: Literal["en", "zh"] = "en") -> None:
    """List the shipped scenarios with their titles.

    Parameters
    ----------
    lang
        Language of the titles.
    """
    shipped = shipped_scenarios()
    width = max((len(name) for name in shipped), default=0)
    for name in shipped:
        try:
            scenario = load_scenario(name)
            title = " ".join(((lang == "zh" and scenario.title_zh) or scenario.title).split())
        except InputError as error:
            title = f"cannot be used: {error.lines[0]}"
        print(f"{name:<{width}}  {title}")


def show_scenario(name: str, /) -> None:
    """Show a scenario with everything it extends merged in, as a file of its own.

    Parameters
    ----------
    name : str
        A shipped scenario or a file.
    """
    scenario = load_scenario(name)
    print(f"# {scenario.name}, fingerprint {scenario.fingerprint()}\n")
    print(scenario.to_toml(), end="")
    rest = {key: value for key, value in _cards(scenario.resolved()).items() if key not in scenario.parameters}
    if rest:
        print("\n# Parameters that this scenario leaves as they are:")
    for key, value in rest.items():
        print(f"# {key} = {toml_value(value)}")


def check_scenario(file: str, /) -> None:
    """Check a scenario file and tell all its errors, one line each.

    Parameters
    ----------
    file : str
        A file or a shipped scenario.
    """
    scenario = load_scenario(file)
    print(f"{file}: ok, fingerprint {scenario.fingerprint()}")
    for line in idle_lines(scenario):
        print(f"warning: {line}", file=sys.stderr)


def diff_scenarios(first: str, second: str, /) -> None:
    """Show where two scenarios differ in what decides a run.

    Parameters
    ----------
    first : str
        A shipped scenario or a file.
    second : str
        Another one.
    """
    one, two = load_scenario(first), load_scenario(second)
    rows = [(path, _whole(mine), _whole(theirs)) for path, mine, theirs in one.diff(two)]
    if not rows:
        print(f"{first} and {second} do not differ in what decides a run.")
        return
    table = [("path", one.name, two.name), *rows]
    widths = [max(len(row[column]) for row in table) for column in range(2)]
    for path, mine, theirs in table:
        print(f"{path:<{widths[0]}}  {mine:<{widths[1]}}  {theirs}")


def _whole(value: object) -> str:
    """A value as a file writes it, however long."""
    return "nothing" if value is None else toml_value(value)


def _cards(resolved: dict[str, Any]) -> dict[str, Any]:
    """The values of all cards among what decides a run."""
    from sim.parameters.cards import load_cards

    return {name: resolved[name] for name in load_cards()}
