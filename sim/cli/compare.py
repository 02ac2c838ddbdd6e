"""`arrears compare`: scenarios under the same luck, the answer in three sentences, a table, files and figures."""

import gc
import hashlib
import shlex
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from sim.cli.options import Whole
from sim.cli.run import LARGEST_SEED, MOST, SELDOM, chosen_scenario, interrupted
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
    set_: Annotated[list[str] | None, Parameter(name="--set", negative=())] = None,
    jobs: Whole = 1,
    out: str | None = None,
    drivers: Annotated[bool, Parameter(negative=())] = False,
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
    set_
        NAME=VALUE in every scenario: a card's name or a scenario key; may be repeated.
    jobs
        Runs at a time.
    out
        Folder to write; results/NAMES-FINGERPRINT if not given. Finished runs found there are not played again.
    drivers
        Also switch off each cause of the first scenario, alone and all together.
    lang
        Language of the answer, the table and the figures.
    """
    lines = [
        f"{name} = {number}: must be a whole number from {least} to {most}."
        for name, number, least, most in (
            ("--replicates", replicates, 1, MOST),
            ("--jobs", jobs, 1, MOST),
            ("--seed", seed, 0, LARGEST_SEED),
        )
        if number is not None and not least <= number <= most
    ]
    least = 1 if drivers else 2
    if not least <= len(scenarios) <= MOST_ARMS:
        lines.append(
            f"compare: takes {least} to {MOST_ARMS} scenarios, {len(scenarios)} given; the first is the baseline."
        )
    if lines:
        raise InputError(lines)
    gc.set_threshold(SELDOM, 50, 50)
    arms = _chosen(scenarios, set_ or [], seed)
    folder = Path(out) if out else default_folder(arms)
    return _play(arms, replicates, jobs, folder, drivers, lang)


def _chosen(names: tuple[str, ...], given: list[str], seed: int | None) -> "list[Scenario]":
    """The scenarios, or every line that says why they cannot be compared, once."""
    lines: list[str] = []
    found = []
    for name in names:
        try:
            found.append(chosen_scenario(name, given, None, seed))
        except InputError as error:
            lines.extend(line for line in error.lines if line not in lines)
    if lines:
        raise InputError(lines)
    first = found[0]
    for other in found[1:]:
        for key in ("start", "weeks"):
            mine, theirs = getattr(first, key), getattr(other, key)
            if mine != theirs:
                lines.append(
                    f"{other.name}: {key} = {theirs}: {first.name} has {mine}; arms must record the same weeks. "
                    f"--set {key}={mine} makes them alike."
                )
    if lines:
        raise InputError(lines)
    return found


def default_folder(arms: "list[Scenario]") -> Path:
    """Names of the arms, and eight characters that depend on all they contain."""
    text = " ".join(arm.fingerprint() for arm in arms)
    name = "-vs-".join(arm.name for arm in arms)
    short = name if len(name) <= LONGEST_NAME else f"{arms[0].name}-vs-{len(arms) - 1}-others"
    return Path("results") / f"{short}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def _play(
    arms: "list[Scenario]", replicates: int, jobs: int, folder: Path, drivers: bool, lang: Literal["en", "zh"]
) -> int:
    from sim.analysis.drivers import without_causes
    from sim.cli.progress import told
    from sim.results import run_many

    without = without_causes(arms[0])
    known = {arm.fingerprint() for arm in arms}
    beside = {s.fingerprint(): s for s in without.values() if s.fingerprint() not in known}.values()
    effects: list[Effect] = []

    def more(results: "Results", others: "Results", into: Path) -> list[str]:
        if drivers:
            effects.extend(_effects(results, others, arms[0], without))
        return list(dict.fromkeys(_files(results, effects, into, lang)))

    command = shlex.join(["arrears", *sys.argv[1:]])
    try:
        with told() as tell:
            results = run_many(
                arms, replicates, jobs, folder, progress=tell, command=command, more=more,
                beside=list(beside) if drivers else [], neighbours=beside,
            )  # fmt: skip
    except KeyboardInterrupt:
        return interrupted(folder)
    except OSError as error:
        raise InputError(f"--out = {folder}: cannot be written: {error.strerror or error}.") from None
    return _tell(results, effects, folder, lang)


def _effects(
    results: "Results", others: "Results", first: "Scenario", without: "Mapping[str, Scenario]"
) -> "Iterator[Effect]":
    from sim.analysis.drivers import effects

    named = {e["fingerprint"]: e["name"] for e in (*results.manifest["scenarios"], *others.manifest["scenarios"])}
    names = {"": named[first.fingerprint()]}
    names |= {cause: named[scenario.fingerprint()] for cause, scenario in without.items()}
    return effects({**others.numbers, **results.numbers}, results.declared, names)


def _files(results: "Results", effects: "list[Effect]", into: Path, lang: Literal["en", "zh"]) -> Iterator[str]:
    """Write what a comparison adds to a folder of results; gives warnings."""
    from sim.analysis import tables
    from sim.analysis.costs import resources
    from sim.analysis.flows import flow_cells
    from sim.analysis.places import place_cells
    from sim.figures.compare import draw_comparison
    from sim.figures.drivers import draw_drivers

    comparison = _comparison(results)
    described = results.manifest["files"]
    if effects:
        described |= tables.DRIVERS
        tables.write_drivers(into / "drivers.csv", effects)
        yield from draw_drivers(results, effects, comparison.baseline, into / "figures", lang)
    if not comparison.arms:
        return
    described |= tables.FILES
    places = place_cells(results)
    tables.write_comparison(into / "compare.csv", comparison)
    tables.write_cells(into / "compare_places.csv", places, comparison, ("clock", "group", "place"), "yuan_weeks")
    flows, columns = flow_cells(results), ("year", "payer", "payee", "purpose")
    tables.write_cells(into / "compare_flows.csv", flows, comparison, columns, "fen")
    if resources(results.declared):
        described |= tables.COSTS
        tables.write_costs(into / "compare_costs.csv", comparison, results.manifest["scenarios"][0]["weeks"])
    yield from draw_comparison(results, comparison, places, into / "figures", lang)


def _comparison(results: "Results") -> "Comparison":
    from sim.results.compare import Comparison

    names = results.scenarios
    return Comparison(names[0], tuple(names[1:]), results.numbers, results.declared)


def _tell(results: "Results", effects: "list[Effect]", folder: Path, lang: Literal["en", "zh"]) -> int:
    from sim.analysis.answer import answer
    from sim.analysis.costs import cost
    from sim.report.answer import sentences
    from sim.report.comparison import compare_table, drivers_table

    comparison = _comparison(results)
    if comparison.arms:
        found = answer(comparison)
        costs = cost(comparison, found.arm, results.manifest["scenarios"][0]["weeks"]) if found else None
        print("\n".join(sentences(comparison, found, costs, lang)), end="\n\n")
        if found:
            print(compare_table(comparison, lang))
    if effects:
        print(drivers_table(effects, comparison, lang))
    for warning in results.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    for failure in results.failures:
        error = " ".join(failure["error"].split())
        print(f"{failure['scenario']}, replicate {failure['replicate']} failed: {error}", file=sys.stderr)
    print(f"Written: {folder}")
    return 1 if results.failures else 0
