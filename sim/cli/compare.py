"""`arrears compare`: scenarios under the same luck, the answer in three sentences, a table, files and figures."""

import gc
import hashlib
import shlex
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from sim.cli.folders import folder_of, held_before, written
from sim.cli.options import Whole, players, wrong_options
from sim.cli.run import SELDOM, chosen_scenario, interrupted, tell_notes
from sim.errors import InputError

if TYPE_CHECKING:
    from sim.analysis.drivers import Effect
    from sim.results import Results
    from sim.results.compare import Comparison
    from sim.scenario import Scenario

MOST_ARMS = 8  # colours that can be told apart
LONGEST_NAME = 60


def compare(
    *scenarios: str,
    replicates: Whole = 20,
    seed: Whole | None = None,
    weeks: Whole | None = None,
    set_: Annotated[list[str] | None, Parameter(name="--set", negative=())] = None,
    jobs: Whole = 1,
    dask: str | None = None,
    out: str | None = None,
    drivers: Annotated[bool, Parameter(negative=())] = False,
    all_: Annotated[bool, Parameter(name="--all", negative=())] = False,
    lang: Literal["en", "zh"] = "en",
) -> int:
    """Play scenarios under the same luck and compare them with the first.

    Parameters
    ----------
    scenarios
        Two to eight shipped scenarios or paths to TOML files; the first is the baseline. With --drivers one is enough.
    replicates
        Pairs: runs of each scenario with different luck, the same in all scenarios.
    seed
        Seed of the luck; the scenarios' own if not given.
    weeks
        Recorded weeks, in place of the scenarios'.
    set_
        NAME=VALUE in every scenario: a card's name or a scenario key; may be repeated. What is set of a measure holds in
        the scenarios that have it.
    jobs
        Runs, or regions of a country, at a time.
    dask
        Address of a Dask scheduler, tcp://HOST:PORT, whose workers play the runs in place of this machine.
    out
        Folder to write; results/NAMES-FINGERPRINT if not given, with the seed behind it if one is. Finished runs found there are not played again.
    drivers
        Also switch off each cause of the first scenario, alone and all together.
    all_
        Print all outcomes of the table, not the main ones only.
    lang
        Language of the answer, the table and the figures.
    """
    from sim.running.branches import trunks
    from sim.scenario.limits import crowd_problem

    lines = wrong_options(replicates, jobs, seed, out)
    least = 1 if drivers else 2
    if not least <= len(scenarios) <= MOST_ARMS:
        lines.append(
            f"compare: takes {least} to {MOST_ARMS} scenarios, {len(scenarios)} given; the first is the baseline."
        )
    gc.set_threshold(SELDOM, 50, 50)
    try:
        arms = _chosen(scenarios, set_ or [], weeks, seed)
    except InputError as error:
        lines.extend(error.lines)
    if lines:
        raise InputError(lines)
    grown = trunks(arms) if dask is None else []
    for trunk in grown:
        people = trunk.scenarios[0].population
        if lines := crowd_problem(people, min(jobs, replicates * people.regions * len(grown)), trunk.worlds):
            raise InputError(lines)
    folder = folder_of(out, _short(arms), _fingerprint(arms), arms[0].seed)
    return _play(arms, replicates, jobs, dask, folder, drivers, all_, lang)


def _chosen(names: tuple[str, ...], given: list[str], weeks: int | None, seed: int | None) -> "list[Scenario]":
    """The scenarios, or every line that says why they cannot be compared, once."""
    lines: list[str] = []
    found = []
    kinds = _kinds(names)
    for name in names:
        try:
            found.append(chosen_scenario(name, given, weeks, seed, among=kinds))
        except InputError as error:
            lines.extend(line for line in error.lines if line not in lines)
    if lines:
        raise InputError(lines)
    for other in found[1:]:
        first = found[0]
        for key in ("start", "weeks"):
            mine, theirs = getattr(first, key), getattr(other, key)
            if mine != theirs:
                alike = f"--weeks {mine}" if key == "weeks" else f"--set {key}={mine}"
                lines.append(
                    f"{other.name}: {key} = {theirs}: {first.name} has {mine}; arms must record the same weeks. "
                    f"{alike} makes them alike."
                )
    if lines:
        raise InputError(lines)
    return found


def _kinds(names: tuple[str, ...]) -> set[str]:
    """Kinds of the measures that the scenarios have; of those that can be read."""
    from sim.scenario import load_scenario

    kinds: set[str] = set()
    for name in names:
        with suppress(InputError):
            kinds |= {policy.kind for policy in load_scenario(name).policies}
    return kinds


def _short(arms: "list[Scenario]") -> str:
    """Names of the arms, if that is not too long."""
    name = "-vs-".join(arm.name for arm in arms)
    return name if len(name) <= LONGEST_NAME else f"{arms[0].name}-vs-{len(arms) - 1}-others"


def _fingerprint(arms: "list[Scenario]") -> str:
    """Depends on all that the arms contain."""
    return hashlib.sha256(" ".join(arm.fingerprint() for arm in arms).encode()).hexdigest()


def _play(
    arms: "list[Scenario]",
    replicates: int,
    jobs: int,
    dask: str | None,
    folder: Path,
    drivers: bool,
    whole: bool,
    lang: Literal["en", "zh"],
) -> int:
    """Play the arms, write the folder, print the answer; gives the exit status."""
    from sim.analysis.drivers import without_causes
    from sim.cli.progress import told
    from sim.results import run_many

    without = without_causes(arms[0])
    known = {arm.fingerprint() for arm in arms}
    beside = {s.fingerprint(): s for s in without.values() if s.fingerprint() not in known}.values()
    effects: list[Effect] = []

    def more(results: "Results", others: "Results", into: Path) -> list[str]:
        """Write what a comparison adds to the folder; gives warnings."""
        if drivers:
            effects.extend(_effects(results, others, arms[0], without))
        return list(dict.fromkeys(_files(results, effects, into, lang)))

    command = shlex.join(["arrears", *sys.argv[1:]])
    before = held_before(folder)
    try:
        with players(jobs, dask) as (many, executor), told() as tell:
            results = run_many(
                arms, replicates, many, folder, executor, progress=tell, command=command, more=more,
                beside=list(beside) if drivers else [], neighbours=beside,
            )  # fmt: skip
    except KeyboardInterrupt:
        return interrupted(folder)
    except OSError as error:
        raise InputError(f"--out = {folder}: cannot be written: {error.strerror or error}.") from None
    status = _tell(results, effects, whole, lang)
    tell_notes(results, before, folder)
    print(written(folder, lang))
    return status


def _effects(
    results: "Results", others: "Results", first: "Scenario", without: "Mapping[str, Scenario]"
) -> "Iterator[Effect]":
    """What each cause does to the first scenario."""
    from sim.analysis.drivers import effects

    named = {e["fingerprint"]: e["name"] for e in (*results.manifest["scenarios"], *others.manifest["scenarios"])}
    names = {"": named[first.fingerprint()]}
    names |= {cause: named[scenario.fingerprint()] for cause, scenario in without.items()}
    return effects({**others.numbers, **results.numbers}, results.declared, names)


def _files(results: "Results", effects: "list[Effect]", into: Path, lang: Literal["en", "zh"]) -> Iterator[str]:
    """Write what a comparison adds to a folder of results; gives warnings."""
    from sim.analysis.tables import write_drivers
    from sim.declared.files import RESULT_FILES
    from sim.figures.compare import draw_comparison
    from sim.figures.drivers import draw_drivers

    comparison = _comparison(results)
    results.manifest["arms"] = _told_of_arms(comparison)
    if effects:
        write_drivers(into / "drivers.csv", effects, results.world)
        yield from draw_drivers(results, effects, comparison.baseline, into / "figures", lang)
    if comparison.arms:
        _tables_of_arms(results, comparison, into)
        yield from draw_comparison(results, comparison, into / "figures", lang)
    results.manifest["files"] |= {path.name: RESULT_FILES[path.name].doc for path in sorted(into.glob("*.csv"))}


def _tables_of_arms(results: "Results", comparison: "Comparison", into: Path) -> None:
    """Write the arms beside the first one: outcomes, places, flows, transfers and costs, as far as there are any."""
    from sim.analysis import tables
    from sim.analysis.flows import flow_cells, transfer_cells
    from sim.analysis.places import place_cells
    from sim.analysis.shown import resources

    places = place_cells(results)
    since = results.since_apart(comparison)
    tables.write_comparison(into / "compare.csv", comparison)
    tables.write_comparison(into / "compare_since.csv", since)
    tables.write_arms(into / "compare_arms.csv", since, results.manifest["scenarios"])
    tables.write_cells(into / "compare_places.csv", places, comparison, ("clock", "group", "place"), "yuan_weeks")
    flows, columns = flow_cells(results), ("year", "payer", "payee", "purpose")
    tables.write_cells(into / "compare_flows.csv", flows, comparison, columns, "fen")
    transfers = transfer_cells(results)
    if transfers.names:
        tables.write_cells(into / "compare_transfers.csv", transfers, comparison, ("party", "purpose"), "received_fen")
    if resources(results.declared):
        tables.write_costs(into / "compare_costs.csv", comparison)


def _told_of_arms(comparison: "Comparison") -> dict[str, dict[str, object]]:
    """For the manifest: from when each arm differs from the first, and how many recorded weeks lie before."""
    found: dict[str, dict[str, object]] = {}
    for arm in comparison.arms:
        since = comparison.since(arm)
        found[arm] = {"differs_from": since.monday.isoformat() if since else None}
        if since:
            found[arm] |= {
                "weeks_before": since.before,
                "weeks": since.weeks,
                "unpaid_over_30_days_since": since.headline.difference,
                "share_since": since.headline.relative if since.headline.baseline_mean else None,
            }
    return found


def _comparison(results: "Results") -> "Comparison":
    """All arms against the first; none if there is one scenario."""
    from sim.results.compare import Comparison

    names = results.scenarios
    return Comparison(names[0], tuple(names[1:]), results.numbers, results.declared, results.world)


def _tell(results: "Results", effects: "list[Effect]", whole: bool, lang: Literal["en", "zh"]) -> int:
    """Print the answer, the tables and what failed; gives the exit status."""
    from sim.report.drivers import drivers_table

    comparison = _comparison(results)
    if comparison.arms:
        _tell_arms(results, results.since_apart(comparison), whole, lang)
    if effects:
        print(drivers_table(effects, comparison, lang))
    for failure in results.failures:
        error = " ".join(failure["error"].split())
        print(f"{failure['scenario']}, replicate {failure['replicate']} failed: {error}", file=sys.stderr)
    return 1 if results.failures else 0


def _tell_arms(results: "Results", comparison: "Comparison", whole: bool, lang: Literal["en", "zh"]) -> None:
    """Print the answer, every arm at a glance, and the table of all outcomes or of the main ones."""
    from sim.analysis.answer import answer
    from sim.analysis.costs import cost
    from sim.analysis.glance import glances
    from sim.analysis.shown import MAIN
    from sim.report.amounts import fitted
    from sim.report.answer import sentences
    from sim.report.comparison import compare_table
    from sim.report.glance import elsewhere, glance_table
    from sim.report.notes import notes

    found = answer(comparison)
    costs = cost(comparison, found.arm, found.among) if found else None
    print("\n".join(sentences(comparison, found, costs, lang)), end="\n\n")
    if not found:
        return
    entries = results.manifest["scenarios"]
    print(glance_table(comparison, glances(comparison, entries), entries, lang))
    if lines := notes(comparison, lang):
        print("\n".join(part for line in lines for part in fitted(f"- {line}")), end="\n\n")
    print(compare_table(comparison, lang, None if whole else MAIN))
    print(elsewhere(comparison, whole, lang))
