"""`arrears run`: play a scenario, print a short table, write the results."""

import shlex
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from sim.errors import InputError

if TYPE_CHECKING:
    from sim.running.one import Run


def run(
    scenario: str = "baseline",
    *,
    replicates: int = 1,
    seed: int | None = None,
    weeks: int | None = None,
    set_: Annotated[list[str] | None, Parameter(name="--set", negative=())] = None,
    jobs: int = 1,
    out: str | None = None,
) -> int:
    """Play a scenario and write its results.

    Parameters
    ----------
    scenario
        A shipped scenario or a path to a TOML file.
    replicates
        Runs with different luck.
    seed
        Seed of the luck; the scenario's own if not given.
    weeks
        Recorded weeks, in place of the scenario's.
    set_
        NAME=VALUE: a card's name or a scenario key; may be repeated.
    jobs
        Runs at a time.
    out
        Folder to write; results/NAME-FINGERPRINT if not given.
    """
    began = datetime.now(UTC)
    for name, number in (("--replicates", replicates), ("--jobs", jobs)):
        if not 1 <= number <= 100_000:
            raise InputError([f"{name} = {number}: must be a whole number from 1 to 100000."])
    from sim.scenario import load_scenario

    chosen = load_scenario(scenario)
    settings = dict(_setting(text) for text in set_ or [])
    if weeks is not None:
        settings["weeks"] = str(weeks)
    if settings:
        chosen = chosen.with_settings(settings)
    if seed is not None:
        chosen = chosen.with_seed(seed)
    from sim.running.many import run_many
    from sim.running.store import result_folder, write_results

    folder = result_folder(chosen, out)
    runs, failures = run_many([chosen], replicates, jobs)
    warnings = write_results(folder, chosen, runs, failures, _command(), began)
    if runs:
        print(table(runs))
    for warning in warnings:
        print(f"warning: {warning}", file=sys.stderr)
    for failure in failures:
        print(f"replicate {failure['replicate']} failed: {failure['error']}", file=sys.stderr)
    print(f"Written: {folder}")
    return 1 if failures or warnings else 0


def _command() -> str:
    return shlex.join(["arrears", *sys.argv[1:]])


def _setting(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise InputError([f"--set = {text}: must be NAME=VALUE, a card's name or a scenario key."])
    return name.strip(), value.strip()


def table(runs: "list[Run]") -> str:
    """The short table of a run: medians over replicates, and the three places where most is stuck."""
    import numpy as np

    from sim.outcomes import COLUMN
    from sim.places import PLACE_NAMES
    from sim.results import ratio

    def median(numbers: list[float]) -> float:
        good = [x for x in numbers if not np.isnan(x)]
        return float(np.median(good)) if good else float("nan")

    def mean_of(name: str) -> float:
        return median([float(run.values[1:, COLUMN[name]].mean()) for run in runs])

    def rate(above: str, below: str) -> float:
        found = [ratio(run, above, below) for run in runs]
        return median([float(np.nanmean(x)) if np.any(~np.isnan(x)) else float("nan") for x in found])

    first = runs[0]
    stuck = np.mean([run.places[:, 0].sum(axis=(0, 1, 2)) for run in runs], axis=0)
    share = stuck / max(1.0, stuck.sum())
    top = ", ".join(
        f"{PLACE_NAMES[i].replace('_', ' ')} {share[i]:.0%}" for i in np.argsort(-stuck)[:3] if stuck[i] > 0
    )
    million = 1e8
    many = "one replicate" if len(runs) == 1 else f"median of {len(runs)} replicates"
    earned = median([float(run.values[1:, COLUMN["wages_earned"]].sum()) for run in runs])
    lines = [
        f"{first.scenario.title}",
        f"{first.dates[1]} to {first.dates[-1]}, {len(first.dates) - 1} weeks, {many}",
        "",
        f"  Workers on site (mean)               {mean_of('workers_on_site'):12,.0f}",
        f"  Wages earned                         {earned / million:12,.1f} million yuan",
        f"  Unpaid over 30 days (mean)           {mean_of('unpaid_over_30_days') / million:12,.2f} million yuan",
        f"  Overdue by agreement (mean)          {mean_of('overdue') / million:12,.2f} million yuan",
        f"  Survey: workers owed wages           {rate('survey_owed_persons', 'survey_persons'):12.1%}",
        f"  Survey: debt per victim              {rate('survey_debt_thousandths', 'survey_owed_persons'):12.1f} months",
        f"  Most overdue money is stuck at       {top or 'nowhere: nothing is overdue'}",
        "",
    ]
    return "\n".join(lines)
