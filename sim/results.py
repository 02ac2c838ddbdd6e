"""Results in hand: tidy tables of runs, and results opened from disk without the model."""

import json
from pathlib import Path

import numpy as np
import pandas as pd

from sim.chain.tables import OWNER_KINDS
from sim.ledger.accounts import KIND_NAMES, PURPOSE_NAMES
from sim.outcomes import COLUMN, COUNTED, GROUP_COUNT, GROUPS, OUTCOMES
from sim.places import CLOCKS, PLACE_NAMES
from sim.running.one import Run


def series(runs: list[Run]) -> pd.DataFrame:
    """Long and tidy: scenario, replicate, week, date, outcome, group, value; money in fen, week 0 = opening."""
    frames = []
    for run in runs:
        weeks = len(run.dates)
        names, groups, columns = [], [], []
        for outcome in COUNTED:
            for g in range(GROUP_COUNT if outcome.grouped else 1):
                names.append(outcome.name)
                groups.append(GROUPS[g])
                columns.append(run.values[:, COLUMN[outcome.name] + g].astype(np.float64))
        for outcome in OUTCOMES:
            if outcome.ratio_of:
                names.append(outcome.name)
                groups.append("all")
                columns.append(ratio(run, *outcome.ratio_of))
        frames.append(
            pd.DataFrame(
                {
                    "scenario": run.scenario.name,
                    "replicate": run.replicate,
                    "week": np.tile(np.arange(weeks), len(names)),
                    "date": np.tile(run.dates, len(names)),
                    "outcome": np.repeat(names, weeks),
                    "group": np.repeat(groups, weeks),
                    "value": np.concatenate(columns),
                }
            )
        )
    return pd.concat(frames, ignore_index=True).dropna(subset=["value"]).reset_index(drop=True)


def ratio(run: Run, above: str, below: str) -> np.ndarray:
    """A rate per week; not a number where its denominator is zero (no survey that week)."""
    scale = 1000.0 if above == "survey_debt_thousandths" else 1.0
    bottom = run.values[:, COLUMN[below]] * scale
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(bottom > 0, run.values[:, COLUMN[above]] / bottom, np.nan)


def places_table(runs: list[Run]) -> pd.DataFrame:
    """Unpaid fen by place per recorded week: scenario, replicate, week, clock, owner_kind, tier, place, fen."""
    frames = []
    for run in runs:
        weeks = np.flatnonzero(run.places_recorded)
        index = pd.MultiIndex.from_product(
            [weeks + 1, CLOCKS, OWNER_KINDS, range(run.places.shape[3]), PLACE_NAMES],
            names=["week", "clock", "owner_kind", "tier", "place"],
        )
        flat = pd.Series(run.places[weeks].ravel(), index=index, name="fen")
        frame = flat[flat != 0].reset_index()
        frame.insert(0, "replicate", run.replicate)
        frame.insert(0, "scenario", run.scenario.name)
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def flows_table(runs: list[Run]) -> pd.DataFrame:
    """Money by quarter, payer kind, payee kind and purpose, warm-up included, in fen."""
    frames = []
    for run in runs:
        period, payer, payee, purpose = np.nonzero(run.flows)
        frames.append(
            pd.DataFrame(
                {
                    "scenario": run.scenario.name,
                    "replicate": run.replicate,
                    "period": np.take(run.periods, period),
                    "payer": np.array(KIND_NAMES)[payer],
                    "payee": np.array(KIND_NAMES)[payee],
                    "purpose": np.array(PURPOSE_NAMES)[purpose],
                    "fen": run.flows[period, payer, payee, purpose],
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def balances_table(runs: list[Run]) -> pd.DataFrame:
    """Closing balance of each kind of account holder, in fen; each run's column sums to zero."""
    rows = [
        {"scenario": run.scenario.name, "replicate": run.replicate, "holder": name, "fen": int(fen)}
        for run in runs
        for name, fen in zip(KIND_NAMES, run.balances, strict=True)
    ]
    return pd.DataFrame(rows)


def summary(runs: list[Run]) -> pd.DataFrame:
    """One row per run and outcome over the recorded weeks: stocks as means, flows as sums, rates as means."""
    rows = []
    for run in runs:
        for outcome in OUTCOMES:
            if outcome.ratio_of:
                values = ratio(run, *outcome.ratio_of)
                number = float(np.nanmean(values)) if np.any(~np.isnan(values)) else float("nan")
            else:
                values = run.values[1:, COLUMN[outcome.name]]
                number = float(values.sum() if outcome.kind == "flow" else values.mean())
            rows.append((run.scenario.name, run.replicate, outcome.name, outcome.unit, outcome.kind, number))
    return pd.DataFrame(rows, columns=["scenario", "replicate", "outcome", "unit", "kind", "value"])


class Results:
    """Results opened from disk; tables are read when asked for."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self.manifest = json.loads((self.folder / "manifest.json").read_text("utf-8"))

    def series(self) -> pd.DataFrame:
        """The long table of all outcomes."""
        return pd.read_parquet(self.folder / "series.parquet")

    def table(self, name: str) -> pd.DataFrame:
        """One of summary, places, flows, balances."""
        return pd.read_csv(self.folder / f"{name}.csv")


def open_results(folder: str | Path) -> Results:
    """Open a folder that `arrears run` wrote; the model is not needed."""
    return Results(folder)
