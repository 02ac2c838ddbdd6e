"""Reading the measures of a scenario: `[[policies]]`."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sim.core.calendar import first_monday
from sim.errors import nearest, problem
from sim.policies import MEASURES_BY_KIND
from sim.policies.combination import InForce, clashes
from sim.policies.policy import Policy, read_policy

INHERITED = "inherited"
OF_BASE = "policies (inherited)"
REPLACED, REMOVED = "replaced", "removed"
INHERITED_DOC = (
    'What becomes of inherited measures of this kind. "replaced": they go and this entry stands in their place; '
    '"removed": they go, and the entry names nothing but the kind. If not given they stay, and this one is added.'
)


class Named(NamedTuple):
    """A measure, the key that errors name it by, and whether this document gives its dates, so that they must fit."""

    key: str
    policy: Policy
    dated: bool = True


def read_policies(raw: object, inherited: Sequence[Policy] | None, file: str, lines: list[str]) -> list[Named]:
    """The measures of a document after those it inherits.

    Parameters
    ----------
    raw : object
        What the document holds under `policies`.
    inherited : sequence of Policy
        Measures of the scenario that it extends; None if that cannot be read.
    file : str
        Named at the start of every error line.
    lines : list of str
        Receives the errors.
    """
    kept: list[Named] = [Named(OF_BASE, policy, dated=False) for policy in inherited or ()]
    own: list[Named] = []
    if not isinstance(raw, list):
        lines.append(problem(file, "policies", raw, "must be a list of tables, [[policies]]"))
        return kept
    for number, entry in enumerate(raw, 1):
        key = f"policies[{number}]"
        measure = _measure_of(entry, file, key, lines)
        if measure is None:
            continue
        said = {name: value for name, value in entry.items() if name not in ("kind", INHERITED)}
        fate = entry.get(INHERITED)
        if fate is not None:
            there = inherited is None or any(one.policy.kind == measure.kind for one in kept)
            lines.extend(_fate_problems(fate, said, measure.kind, there, file, key))
            kept = [one for one in kept if one.policy.kind != measure.kind]
        if fate != REMOVED:
            own.extend(Named(key, policy) for policy in [_read(measure, said, file, f"{key}.", lines)] if policy)
    return kept + own


def _measure_of(entry: object, file: str, key: str, lines: list[str]) -> type[Policy] | None:
    if not isinstance(entry, Mapping):
        lines.append(problem(file, key, entry, "must be a table"))
        return None
    kind = entry.get("kind")
    measure = MEASURES_BY_KIND.get(kind) if isinstance(kind, str) else None
    if measure is None:
        allowed = f"must be one of {', '.join(MEASURES_BY_KIND)}"
        if kind is None:
            lines.append(f"{file}: {key}.kind: missing; it {allowed}.")
        else:
            lines.append(problem(file, f"{key}.kind", kind, allowed, nearest(str(kind), MEASURES_BY_KIND)))
    return measure


def _read(measure: type[Policy], said: Mapping[str, Any], file: str, prefix: str, lines: list[str]) -> Policy | None:
    policy, wrong = read_policy(measure, said, file, prefix)
    lines.extend(wrong)
    return policy


def _fate_problems(fate: object, said: Mapping[str, Any], kind: str, there: bool, file: str, key: str) -> list[str]:
    """What is wrong with an entry that says what becomes of inherited measures."""
    if fate not in (REPLACED, REMOVED):
        return [problem(file, f"{key}.{INHERITED}", fate, f'must be "{REPLACED}" or "{REMOVED}"')]
    lines = []
    if not there:
        lines.append(problem(file, f"{key}.{INHERITED}", fate, f"no measure of kind {kind} is inherited"))
    if fate == REMOVED and said:
        lines.append(f"{file}: {key}: takes {kind} out, so it names nothing but the kind; leave out {', '.join(said)}.")
    return lines


def set_policies(
    held: Sequence[Policy], settings: Mapping[str, Mapping[str, Any]], file: str, lines: list[str]
) -> list[Named]:
    """The measures of a scenario with single settings changed in all of a kind.

    Parameters
    ----------
    held : sequence of Policy
        The measures it has.
    settings : mapping of str to mapping
        Kind -> path such as `rate` or `coverage.share` -> value.
    file : str
        Named at the start of every error line.
    lines : list of str
        Receives the errors, each once.
    """
    found: list[Named] = []
    for number, policy in enumerate(held, 1):
        if policy.kind not in settings:
            found.append(Named(f"policies[{number}]", policy, dated=False))
            continue
        said = policy.model_dump(exclude_unset=True)
        for path, value in settings[policy.kind].items():
            table, _, key = path.rpartition(".")
            if table:
                said[table] = {**said.get(table, {}), key: value}
            else:
                said[key] = value
        wrong: list[str] = []
        changed = _read(type(policy), said, file, f"policies.{policy.kind}.", wrong)
        lines.extend(line for line in wrong if line not in lines)
        if changed is not None:
            dated = not {"start", "stop"}.isdisjoint(settings[policy.kind])
            found.append(Named(f"policies[{number}]", changed, dated))
    return found


def policy_problems(file: str, begin: date, weeks: int, named: Sequence[Named]) -> list[str]:
    """Error lines for measures that are in force in no recorded week, or cannot be in force together.

    One that the document did not date may begin after the run: who shortens a run need not take it out.

    Parameters
    ----------
    file : str
        Named at the start of each line.
    begin, weeks : datetime.date, int
        Of the recorded run.
    named : sequence of Named
        All measures.
    """
    opening = first_monday(begin)
    last = opening + timedelta(weeks=weeks - 1)
    past = last + timedelta(weeks=1)
    lines = []
    in_force = []
    for name, policy, dated in named:
        start, stop = policy.start or begin, policy.stop or past
        first, end = first_monday(min(start, past)), first_monday(min(stop, past))
        if first >= past and not dated:
            continue  # `sim.scenario.idle` tells it
        if first >= past:
            lines.append(problem(file, f"{name}.start", start, f"must not be after {last}, the last week of the run"))
        elif end <= opening and not dated:
            allowed = f"leaves no week to the inherited {policy.kind}, which stops on {stop}"
            lines.append(problem(file, "start", begin, allowed))
        elif end <= opening:
            lines.append(problem(file, f"{name}.stop", stop, f"must be after {opening}, the first week of the run"))
        elif end <= first:
            allowed = f"must leave a week: both it and start, {start}, take effect on {end}"
            lines.append(problem(file, f"{name}.stop", stop, allowed))
        else:
            in_force.append(InForce(name, policy, first.toordinal(), end.toordinal(), name == OF_BASE))
    return lines + [f"{file}: {line}" for line in clashes(in_force)]
