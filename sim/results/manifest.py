"""What a folder says about itself: who made it, from what, with what, and how to make it again."""

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import psutil  # type: ignore[import-untyped]

from sim.policies.combination import lacking
from sim.results.sources import commit, sources_hash, versions
from sim.running.records import COUNTS
from sim.running.store import MADE_BY, Key, Records
from sim.scenario.idle import begins_too_late, idle_lines

if TYPE_CHECKING:
    from sim.policies.policy import Policy
    from sim.scenario import Scenario

MONTH_WEEKS = 5  # a measure in force in fewer is told
STRUCK_NOTHING = {
    ("flight", "firm"): "the firm had no contract",
    ("flight", "project"): "no crew was at work there",
    ("owner_stops", "project"): "no project stood there",
    ("dispute", "project"): "there was no open bill",
}


def describe(
    records: Records,
    scenarios: "Sequence[Scenario]",
    replicates: Sequence[int],
    failures: Sequence[Mapping[str, Any]],
    began: datetime,
    command: str,
    files: Mapping[str, str],
) -> dict[str, Any]:
    """Everything needed to know and to repeat what was done, as plain values.

    Parameters
    ----------
    records : Records
        Finished runs.
    scenarios : sequence of Scenario
        Those asked for.
    replicates : sequence of int
        Those asked for, of each scenario.
    failures : sequence of mapping
        As `run_many` returns them.
    began : datetime
        When the command began.
    command : str
        The exact command or call.
    files : mapping of str to str
        File name -> what it holds.
    """
    ended = datetime.now(UTC)
    names = records.names
    return {
        "made_by": MADE_BY,
        "format": 1,
        "command": command,
        "folder": os.getcwd(),
        "began": began.isoformat(timespec="seconds"),
        "ended": ended.isoformat(timespec="seconds"),
        "seconds": round((ended - began).total_seconds(), 2),
        "runs": {
            "asked": len(scenarios) * len(replicates),
            "finished": len(records),
            "reused": records.reused,
            **({"regions_reused": records.regions_reused} if records.regions_reused else {}),
            "failed": len(failures),
            "replicates": list(replicates),
        },
        "scenarios": [_of_scenario(s, names[s.fingerprint(), s.seed], records) for s in scenarios],
        "warnings": notes(records, scenarios),
        "failures": list(failures),
        "versions": versions(),
        "commit": commit(),
        "sources": sources_hash(),
        "engine": records.store.engine,
        "machine": {
            "system": platform.platform(),
            "processor": platform.machine(),
            "cores": os.cpu_count(),
            "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        },
        "files": dict(files),
        "declared": records.declared.content,
    }


def notes(records: Records, scenarios: "Sequence[Scenario]") -> list[str]:
    """What a reader should know before trusting the runs, one line each.

    Damaged parts, what begins after the run, measures that did nothing or lack a companion, shocks that hit nothing.
    """
    lines = [f"parts/{name} was damaged; its runs were played again." for name in records.store.damaged]
    for scenario in scenarios:
        keys = [key for key in records.keys if key[:2] == (scenario.fingerprint(), scenario.seed)]
        name = records.names[scenario.fingerprint(), scenario.seed]
        lines.extend(f"{name}: {line}" for line in idle_lines(scenario))
        lines.extend(_of_measures(records, keys, scenario, name))
        missed = iter(_times_missed(records, keys, scenario))
        for number, shock in enumerate(scenario.shocks, 1):
            said = f"{name}: shocks[{number}], {shock.kind}"
            times = 0 if shock.target is None else next(missed)
            if begins_too_late(scenario, shock.date):
                continue
            if shock.target is None:
                if not scenario.causes["downturn"]:
                    lines.append(f"{said} from {shock.date}: does nothing, because the cause downturn is off.")
            elif times:
                why = STRUCK_NOTHING[shock.kind, shock.target_kind]
                many = "its one replicate" if len(keys) == 1 else f"{times} of {len(keys)} replicates"
                lines.append(f"{said} of {shock.target} on {shock.date}: struck nothing in {many}; {why}.")
    return lines


def _of_measures(records: Records, keys: "Sequence[Key]", scenario: "Scenario", name: str) -> Iterator[str]:
    """A line for every measure of a scenario that did nothing in any of its runs, or could hardly do anything."""
    kinds: dict[str, list[Policy]] = {}
    begun = [policy for policy in scenario.policies if not begins_too_late(scenario, policy.start)]
    for policy in begun:
        kinds.setdefault(policy.kind, []).append(policy)
    if not kinds or not keys:
        return
    yield from (f"{name}: {line}." for line in lacking(begun))
    did = np.array([records.store[key].measures for key in keys]).sum(axis=0)
    many = "its one replicate" if len(keys) == 1 else f"any of {len(keys)} replicates"
    for kind, policies in kinds.items():
        counts = dict(zip(COUNTS, did[records.declared.measures.index(kind)].tolist(), strict=False))
        what = _what_is_idle(policies, counts, many)
        if what.startswith("paid nothing") and kind == "wage_deposit":
            what += _locked(records, keys)
        weeks = counts["weeks_in_force"] // len(keys)
        if weeks < MONTH_WEEKS:
            what += f"{'; it ' if what else ''}was in force in {weeks} recorded week{'s' * (weeks != 1)} only"
        if what:
            yield f"{name}: {kind} {what}."


def _what_is_idle(policies: "Sequence[Policy]", counts: Mapping[str, int], many: str) -> str:
    """Why the measures of one kind did nothing; nothing if they did something."""
    if not counts["projects_covered"]:
        nobody = all(policy.coverage.share == 0 for policy in policies)
        why = "its coverage.share is 0" if nobody else "no project fits its coverage"
        return f"covered no project in {many}; {why}"
    if not counts["projects_using"]:
        refused = all(policy.highest == 0 for policy in policies)
        why = "; its compliance is 0 and its ceiling too" if refused else ""
        return f"is on paper only: no project used it in {many}{why}"
    if policies[0].moves_money and not counts["money_moved_fen"]:
        if all(getattr(policy, "rate", None) == 0 for policy in policies):
            return "asked for nothing: its rate is 0"
        return f"paid nothing to workers in {many}"
    return ""


def _locked(records: Records, keys: "Sequence[Key]") -> str:
    """What was paid into wage deposits in the recorded weeks, on average over the runs."""
    purpose = records.declared.purposes.index("deposit_locked")
    purposes = len(records.declared.purposes)
    runs = [records.store[key] for key in keys]
    fen = sum(int(run.flow_fen[run.flow_cells % purposes == purpose].sum()) for run in runs)
    if not fen:
        return " (nothing was locked in cash in these weeks, no guarantee was called)"
    return f" (locked {fen / len(keys) / 1e8:.3g} million yuan, never drawn)"


def _times_missed(records: Records, keys: "Sequence[Key]", scenario: "Scenario") -> list[int]:
    """In how many runs each shock with a target hit nothing."""
    targets = sum(shock.target is not None for shock in scenario.shocks)
    if not targets or not keys:
        return [0] * targets  # nothing is read
    return (np.array([records.store[key].struck for key in keys]) == 0).sum(axis=0).tolist()  # type: ignore[no-any-return]


def _of_scenario(scenario: "Scenario", label: str, records: Records) -> dict[str, Any]:
    mine = [key for key in records.keys if key[:2] == (scenario.fingerprint(), scenario.seed)]
    first = records.store[mine[0]] if mine else None
    return {
        "name": label,
        "title": scenario.title,
        "title_zh": scenario.title_zh,
        "why": scenario.why,
        "fingerprint": scenario.fingerprint(),
        "seed": scenario.seed,
        "start": scenario.start.isoformat(),
        "opening": first.opening.isoformat() if first else None,
        "weeks": scenario.weeks,
        "warmup_weeks": scenario.warmup_weeks,
        "replicates": [replicate for _, _, replicate in mine],
        "world": scenario.population.world,
        "population": given.said() if (given := scenario.given()) else None,
        "places_recorded": first.place_weeks.tolist() if first else [],
        "text": scenario.to_toml(),
    }
