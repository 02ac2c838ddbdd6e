"""Scenarios against one of them, pair by pair."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.declared.directions import better_sign
from sim.errors import InputError, nearest, shown
from sim.results.numbers import Numbers
from sim.results.paired import Paired, Spread, paired, spread
from sim.running.records import Declared

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Row:
    """One outcome of one group in one arm; `pair` is None for the baseline itself."""

    outcome: str
    group: str
    arm: str
    spread: Spread
    pair: Paired | None


@dataclass(frozen=True)
class Since:
    """From when an arm differs from the baseline, and what it does to the headline from then on.

    Attributes
    ----------
    monday : date
        First day of the first recorded week in which anything counted differs in a pair.
    before, weeks : int
        Recorded weeks before it, and all recorded weeks; both count in every mean and sum of the run.
    headline : Paired
        Wages unpaid over 30 days, mean over the weeks from then on.
    """

    monday: date
    before: int
    weeks: int
    headline: Paired


@dataclass(frozen=True)
class Comparison:
    """Paired differences of arms to a baseline.

    Attributes
    ----------
    baseline : str
        Name of the scenario that the others are compared with.
    arms : tuple of str
        The others, in order.
    numbers : mapping of str to Numbers
        One number per run, outcome and group, by scenario.
    declared : Declared
        Names, units and groups.
    world : {"replicate", "shared", "mixed"}
        Whether each replicate has a world of its own, all replicates share one, so that intervals leave out how worlds
        differ, or some scenarios do the one and some the other.
    before : int
        Recorded weeks that the numbers leave out: those before any arm differs, or none.
    """

    baseline: str
    arms: tuple[str, ...]
    numbers: Mapping[str, Numbers]
    declared: Declared
    world: str = "replicate"
    before: int = 0

    @classmethod
    def of(
        cls,
        scenarios: Sequence[Mapping[str, Any]],
        numbers: Mapping[str, Numbers],
        declared: Declared,
        to: str | None,
    ) -> "Comparison":
        """A comparison of the scenarios that a manifest names; see `Results.compare`."""
        names = [entry["name"] for entry in scenarios]
        baseline = names[0] if to is None and names else to
        if baseline not in names:
            raise InputError(f"to = {shown(baseline)}: must be one of {', '.join(names)}.{nearest(str(to), names)}")
        if len(names) < 2:
            raise InputError(f"{baseline}: there is no other scenario to compare with.")
        own = scenarios[names.index(str(baseline))]
        for entry in scenarios:
            for key, what in (("seed", "another seed"), ("start", "another start"), ("weeks", "another length")):
                if entry[key] != own[key]:
                    raise InputError(
                        f"{entry['name']}: {key} = {entry[key]}: has {what} than {baseline} ({own[key]}), "
                        "so the two cannot be compared pair by pair."
                    )
        arms = tuple(name for name in names if name != baseline)
        return cls(str(baseline), arms, numbers, declared, world_of(scenarios))

    @cached_property
    def _rows_of_arm(self) -> dict[str, np.ndarray]:
        """For each arm: the places of paired runs, [0] in the baseline and [1] in the arm."""
        found = {}
        for arm in self.arms:
            common = set(self._replicates(self.baseline)) & set(self._replicates(arm))
            found[arm] = np.array(
                [[i for i, k in enumerate(self._replicates(name)) if k in common] for name in (self.baseline, arm)],
                np.int64,
            ).reshape(2, -1)
        return found

    def _replicates(self, scenario: str) -> list[int]:
        return self.numbers[scenario].replicates.tolist() if scenario in self.numbers else []

    def pairs(self, arm: str) -> int:
        """Replicates that finished in both the baseline and an arm."""
        return self._rows_of_arm[arm].shape[1]

    def values(self, scenario: str, outcome: str, group: str = "all") -> np.ndarray:
        """One number per finished run."""
        if scenario not in self.numbers:
            return np.empty(0)
        row = [o.name for o in self.declared.outcomes].index(outcome)
        return self.numbers[scenario].values[:, row, self.declared.groups.index(group)]

    def paired_values(self, arm: str, outcome: str, group: str = "all") -> tuple[np.ndarray, np.ndarray]:
        """The numbers of the baseline and of an arm, pair by pair."""
        before, after = self._rows_of_arm[arm]
        if not len(before):
            return np.empty(0), np.empty(0)
        return self.values(self.baseline, outcome, group)[before], self.values(arm, outcome, group)[after]

    def pair(self, arm: str, outcome: str, group: str = "all") -> Paired:
        """What an arm does to an outcome."""
        return paired(*self.paired_values(arm, outcome, group))

    def to(self, arm: str) -> "Comparison":
        """The same scenarios compared with one of the arms."""
        others = tuple(name for name in (self.baseline, *self.arms) if name != arm)
        return replace(self, baseline=arm, arms=others)

    @property
    def weeks_alike(self) -> int:
        """Recorded weeks before any arm differs from the baseline; 0 where none ever does."""
        found = [since.before for since in map(self.since, self.arms) if since is not None]
        return min(found, default=0)

    @property
    def recorded(self) -> int:
        """All recorded weeks."""
        return max((len(numbers.sundays) - 1 for numbers in self.numbers.values()), default=0)

    @property
    def weeks(self) -> int:
        """Recorded weeks that the numbers count."""
        return self.recorded - self.before

    @property
    def period(self) -> tuple[date, date]:
        """First and last day of the weeks that the numbers count."""
        sundays = next(numbers.sundays for numbers in self.numbers.values())
        first, last = sundays[self.before + 1] - 6, sundays[-1]
        return first.astype(object), last.astype(object)

    def since(self, arm: str) -> Since | None:
        """From when an arm differs from the baseline; None where it never does."""
        before, after = self._rows_of_arm[arm]
        if not len(before):
            return None
        base, own = self.numbers[self.baseline], self.numbers[arm]
        differs = (base.marks[before] != own.marks[after])[:, 1:].any(axis=0)
        if not differs.any():
            return None
        week = int(differs.argmax()) + 1
        means = (numbers.headline[rows, week:].mean(axis=1) for numbers, rows in ((base, before), (own, after)))
        monday = (base.sundays[week] - 6).astype(object)
        return Since(monday, week - 1, len(differs), paired(*means))

    def alike(self) -> list[tuple[str, ...]]:
        """Scenarios whose numbers are the same in every week of every pair, two or more together."""
        sets: dict[tuple[bytes, ...], list[str]] = {}
        for name in (self.baseline, *self.arms):
            if name in self.numbers:
                own = self.numbers[name]
                sets.setdefault((own.replicates.tobytes(), own.marks[:, 1:].tobytes()), []).append(name)
        return [tuple(names) for names in sets.values() if len(names) > 1]

    def rows(self, groups: Sequence[str] | None = None) -> Iterator[Row]:
        """All outcomes of all groups (or of some) in the baseline and in every arm; groups without a number are left
        out."""
        for outcome in self.declared.outcomes:
            for group in self.declared.groups if outcome.grouped else self.declared.groups[:1]:
                if groups is not None and group not in groups:
                    continue
                found = {name: self.values(name, outcome.name, group) for name in (self.baseline, *self.arms)}
                if group != self.declared.groups[0] and not any(np.nan_to_num(v).any() for v in found.values()):
                    continue
                for name, numbers in found.items():
                    pair = None if name == self.baseline else self.pair(name, outcome.name, group)
                    yield Row(outcome.name, group, name, spread(numbers), pair)

    def table(self, by: str | None = None) -> "pd.DataFrame":
        """One row per arm, outcome and group.

        Parameters
        ----------
        by : str, optional
            owner_kind, sector, tier or size: one row per group. Totals if not given.

        Returns
        -------
        DataFrame
            scenario, outcome, (group), unit, baseline and policy (medians), difference (mean of the paired
            differences), low and high (its 95 % interval), same_sign (share of pairs whose difference has that sign),
            better_share (nothing where the direction is no judgement), pairs, pairs_needed (for a 1 % answer), world
            (whether the pairs share one).

        Raises
        ------
        InputError
            If there is no such grouping.
        """
        import pandas as pd

        groups = [g for g in self.declared.groups if g.startswith(f"{by}:")] if by else self.declared.groups[:1]
        if not groups:
            kinds = list(dict.fromkeys(g.partition(":")[0] for g in self.declared.groups if ":" in g))
            raise InputError(f"by = {shown(by)}: must be one of {', '.join(kinds)}.{nearest(str(by), kinds)}")
        before = {}
        found = []
        for row in self.rows(groups):
            if row.pair is None:
                before[row.outcome, row.group] = row.spread.median
                continue
            found.append(
                {
                    "scenario": row.arm,
                    "outcome": row.outcome,
                    "group": row.group.partition(":")[2],
                    "unit": self.declared.by_name[row.outcome].unit,
                    "baseline": before[row.outcome, row.group],
                    "policy": row.spread.median,
                    "difference": row.pair.difference,
                    "low": row.pair.low,
                    "high": row.pair.high,
                    "same_sign": row.pair.same_sign,
                    "better_share": better_share(row.outcome, row.pair),
                    "pairs": row.pair.pairs,
                    "pairs_needed": row.pair.pairs_needed,
                    "world": self.world,
                }
            )
        frame = pd.DataFrame(found)
        return frame if by else frame.drop(columns="group", errors="ignore")


def world_of(scenarios: Sequence[Mapping[str, Any]]) -> str:
    """What `Comparison.world` is of scenarios as a manifest names them; folders of before it did had one per replicate."""
    kinds = {entry.get("world", "replicate") for entry in scenarios}
    if len(kinds) > 1:
        return "mixed"
    return "shared" if kinds & {"shared", "warmed_up"} else "replicate"


def better_share(outcome: str, pair: Paired) -> float:
    """Share of pairs in which the arm is better; not a number where the direction is no judgement."""
    sign = better_sign(outcome)
    return pair.better(sign) / pair.pairs if sign and pair.pairs else float("nan")
