"""What drives arrears: each cause switched off under the same luck."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.parameters.causes import CAUSES
from sim.results.numbers import Numbers
from sim.results.paired import Paired, paired
from sim.running.records import HEADLINE, OVERDUE, Declared
from sim.scenario import Scenario

OUTCOMES = (HEADLINE, OVERDUE)
SMALL = 0.01  # of the mean: less for the worse is not remarked on
ALL_OFF, SUM, INTERACTION = "all_off", "sum_of_single", "interaction"


@dataclass(frozen=True)
class Effect:
    """What switching a cause off does to an outcome.

    Attributes
    ----------
    cause : str
        A cause, or `sum_of_single`, `all_off`, and `interaction`: all off less the sum of single effects.
    outcome : str
        Measured as in `summary`.
    pair : Paired
        Off minus on, under the same luck.
    """

    cause: str
    outcome: str
    pair: Paired


def without_causes(scenario: Scenario) -> dict[str, Scenario]:
    """The scenario without each of its causes, and without all of them: cause or `all_off` -> scenario."""
    on = [cause for cause in CAUSES if scenario.causes.get(cause)]
    found = {
        cause: replace(scenario.with_causes({cause: False}), name=f"{scenario.name} without {cause}") for cause in on
    }
    if on:
        off = dict.fromkeys(on, False)
        found[ALL_OFF] = replace(scenario.with_causes(off), name=f"{scenario.name} without any cause")
    return found


def effects(numbers: Mapping[str, Numbers], declared: Declared, names: Mapping[str, str]) -> Iterator[Effect]:
    """The effect of every cause on every outcome of `OUTCOMES`.

    Parameters
    ----------
    numbers : mapping of str to Numbers
        By scenario.
    declared : Declared
        Names of outcomes.
    names : mapping of str to str
        "" -> the scenario with all its causes; cause or `all_off` -> the scenario without.
    """
    order = [outcome.name for outcome in declared.outcomes]
    for outcome in OUTCOMES:
        row = order.index(outcome)
        found = {
            key: dict(zip(numbers[name].replicates.tolist(), numbers[name].values[:, row, 0], strict=True))
            for key, name in names.items()
            if name in numbers
        }
        base = found.pop("", {})
        single = [key for key in found if key != ALL_OFF]
        for cause in single:
            yield Effect(cause, outcome, _pair(base, found[cause]))
        if ALL_OFF not in found or len(single) < len(names) - 2:
            continue  # a sum over some of the causes says nothing
        common = [k for k in base if all(k in runs for runs in found.values())]
        start = np.array([base[k] for k in common])
        summed = sum((np.array([found[c][k] for k in common]) - start for c in single), np.zeros(len(common)))
        ended = np.array([found[ALL_OFF][k] for k in common])
        yield Effect(SUM, outcome, paired(start, start + summed))
        yield Effect(ALL_OFF, outcome, paired(start, ended))
        yield Effect(INTERACTION, outcome, paired(start, ended - summed))


def told_at_once(effects: Sequence[Effect]) -> int:
    """How many differences a table of effects tells: what is called clear must hold for all of them together."""
    return sum(effect.pair.equal < effect.pair.pairs for effect in effects) or 1


def idle(effects: Sequence[Effect]) -> list[str]:
    """Causes whose absence changes no outcome in any pair: nothing of the kind happens."""
    moved = {effect.cause for effect in effects if effect.pair.equal < effect.pair.pairs}
    return list(
        dict.fromkeys(effect.cause for effect in effects if effect.cause in CAUSES and effect.cause not in moved)
    )


def more_without(effects: Sequence[Effect]) -> dict[str, list[Effect]]:
    """Single causes without which more is unpaid, by more than is small: cause -> what it does to each such outcome."""
    found: dict[str, list[Effect]] = {}
    for effect in effects:
        if effect.cause in CAUSES and effect.pair.relative >= SMALL:
            found.setdefault(effect.cause, []).append(effect)
    return found


def _pair(base: Mapping[int, float], other: Mapping[int, float]) -> Paired:
    common = [k for k in base if k in other]
    return paired(np.array([base[k] for k in common]), np.array([other[k] for k in common]))
