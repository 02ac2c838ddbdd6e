"""The command line; every command is imported only when it is called."""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from cyclopts import App, CycloptsError
from cyclopts.exceptions import UnknownCommandError, UnusedCliTokensError

from sim.cli.streams import settle_streams
from sim.errors import InputError, nearest, shown

COMMANDS = {
    "run": ("sim.cli.run:run", "Run a scenario and write its results."),
    "compare": ("sim.cli.compare:compare", "Compare scenarios with the first under the same luck."),
    "explain": (
        "sim.cli.explain:explain",
        "Explain a parameter, cause, measure, shock, place, outcome or column; without a name, list them all.",
    ),
    "doctor": ("sim.cli.doctor:doctor", "Look at this machine and play a toy scenario whose money is known."),
}
SCENARIO_COMMANDS = {
    "list": ("sim.cli.scenarios:list_scenarios", "List the shipped scenarios."),
    "show": ("sim.cli.scenarios:show_scenario", "Show a scenario with everything it extends merged in."),
    "check": ("sim.cli.scenarios:check_scenario", "Check a scenario file and tell all its errors."),
    "diff": ("sim.cli.scenarios:diff_scenarios", "Show where two scenarios differ."),
}

POPULATION_COMMANDS = {
    "check": ("sim.cli.population:check_population", "Check the tables of a population and tell all their errors."),
    "export": ("sim.cli.population:export_population", "Write the opening world of a scenario as tables."),
}
GROUPS = {
    "scenarios": ("List, show, check and compare scenarios.", SCENARIO_COMMANDS),
    "population": ("Check tables of a population, or write them.", POPULATION_COMMANDS),
}


def _version() -> str:
    """The version of the installed package."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("wage-arrears")
    except PackageNotFoundError:
        return "unknown"


def _build() -> App:
    """The commands; their modules are imported when they are called."""
    app = App(name="arrears", help="Wage arrears in construction payment chains.", version=_version)
    for name, (target, text) in COMMANDS.items():
        app.command(target, name=name, help=text)
    for group, (text, commands) in GROUPS.items():
        under = App(name=group, help=text)
        for name, (target, said) in commands.items():
            under.command(target, name=name, help=said)
        if group == "scenarios":
            under.default(_list)
        app.command(under)
    return app


def _list() -> None:
    """List, show, check and compare scenarios."""
    command: Callable[[], None] = import_module("sim.cli.scenarios").list_scenarios
    command()


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit status.

    Parameters
    ----------
    arguments : sequence of str, optional
        What stands after `arrears`; the process's own arguments if not given.

    Raises
    ------
    SystemExit
        0 done, 1 failed runs recorded, 2 the input is wrong, 130 interrupted; the same when nobody reads to the end.
    """
    settle_streams()
    sys.exit(_status(sys.argv[1:] if arguments is None else list(arguments)))


def _status(tokens: list[str]) -> int:
    """Run a command line, tell what is wrong with it, and give the exit status."""
    try:
        result: Any = _build()(tokens, exit_on_error=False, print_error=False, result_action="return_value")
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    except CycloptsError as error:
        print(f"arrears: {_told(error, tokens)}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("arrears: interrupted", file=sys.stderr)
        return 130
    return result if isinstance(result, int) else 0


def _told(error: CycloptsError, tokens: list[str]) -> str:
    """One line for a wrong command line; the library's own words would import every command."""
    first, second = (*tokens, "", "")[:2]
    if first in GROUPS and second and second not in GROUPS[first][1] and not second.startswith("-"):
        return f"{first} has no command {shown(second)}.{nearest(second, GROUPS[first][1])}"
    if isinstance(error, UnknownCommandError):
        what = "option" if first.startswith("-") else "command"
        known = (*COMMANDS, *GROUPS, "--help", "--version")
        return f"there is no {what} {shown(first)}.{nearest(first, known)}"
    if isinstance(error, UnusedCliTokensError):
        command = f"scenarios {second}" if first == "scenarios" else first
        left = ", ".join(shown(token) for token in error.unused_tokens or ())
        instead = "It plays one scenario; `arrears compare` takes several." if command == "run" else ""
        return f"{command} does not take {left}. {instead or f'`arrears {command} --help` says what it takes.'}"
    return " ".join(str(error).split())
