"""The frozen scenario."""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from sim.core.calendar import build_calendar, first_monday
from sim.errors import InputError, nearest, problem
from sim.parameters.causes import CAUSES
from sim.parameters.resolve import overridden, resolve_cards, week_records
from sim.parameters.values import Dated
from sim.policies.fields import put_measures, record_fields
from sim.policies.policy import Policy
from sim.population.columns import PAST_WEEKS
from sim.population.given import Given, read_population
from sim.scenario.parts import Population, Settings, Shock
from sim.scenario.population import tables_folder
from sim.scenario.toml import dated_value, toml_text

DEFAULT_SEED = 1
LONGEST_NAME = 80  # names of folders and columns
LONGEST_TITLE = 200  # what a file may hold


@dataclass(frozen=True)
class Scenario:
    """Everything a run needs to know, apart from the number of the replicate.

    Attributes
    ----------
    name : str
        Short name, from the file.
    title, why : str
        For people; no part of the fingerprint.
    title_zh : str
        The title where people read Chinese; the other one stands there if not given.
    start : datetime.date
        The run begins on the first Monday on or after it.
    weeks : int
        Weeks recorded, after the warm-up.
    warmup_weeks : int
        Weeks played before `start`.
    population : Population
        How large the population is, and where its tables are.
    tables : mapping of str to str
        SHA-256 of each file of them; empty for a synthetic population.
    parameters : mapping of str to tuple of (date or None, value)
        Cards that this scenario sets; before the first date a card's own values hold.
    causes : mapping of str to bool
        Which causes are on; names all of them.
    policies : tuple of Policy
        Its measures, in the order given; no two of one kind at the same time.
    shocks : tuple of Shock
        In the order given.
    seed : int
        Seed of the luck; no part of a scenario file nor of the fingerprint.
    source : str
        Text of the file it was read from.
    """

    name: str
    title: str
    why: str
    start: date
    weeks: int
    warmup_weeks: int
    population: Population
    tables: Mapping[str, str] = field(default_factory=Settings)
    parameters: Mapping[str, Dated] = field(default_factory=Settings)
    causes: Mapping[str, bool] = field(default_factory=lambda: Settings(dict.fromkeys(CAUSES, True)))
    policies: tuple[Policy, ...] = ()
    shocks: tuple[Shock, ...] = ()
    seed: int = DEFAULT_SEED
    source: str = field(default="", repr=False, compare=False)
    title_zh: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "tables", Settings(self.tables))
        object.__setattr__(self, "parameters", Settings(self.parameters))
        object.__setattr__(self, "causes", Settings(dict.fromkeys(CAUSES, True) | dict(self.causes)))
        object.__setattr__(self, "policies", tuple(self.policies))
        object.__setattr__(self, "shocks", tuple(self.shocks))

    @property
    def weeks_before(self) -> int:
        """Weeks of the calendar before the first recorded one: the warm-up, or the past of a known opening."""
        return self.warmup_weeks if self.population.opening is None else PAST_WEEKS

    def calendar(self) -> "np.recarray":
        """The calendar of the weeks before and of the run; week `weeks_before` is the first recorded."""
        return build_calendar(self.start, self.weeks_before, self.weeks)

    def week_records(self) -> np.ndarray:
        """The parameters in force, one record per week of `calendar`."""
        sundays = self.calendar().sunday
        records = week_records(self.parameters, self.causes, sundays, beside=record_fields())
        put_measures(records, self.policies, sundays, self.start)
        for shock in self.shocks:
            if shock.kind == "downturn" and shock.depth is not None and self.causes["downturn"]:
                first = self.weeks_before + (first_monday(shock.date) - first_monday(self.start)).days // 7
                struck = records["economy_downturn"][first : first + (shock.weeks or 0)]
                np.maximum(struck, shock.depth, out=struck)
        return records

    def given(self) -> Given | None:
        """What tables give of the population; None where none do.

        Raises
        ------
        InputError
            If they cannot be read, or are no longer what they were when the scenario was read.
        """
        if self.population.from_ is None:
            return None
        found = read_population(tables_folder(self.population.from_))
        if found.digests != dict(self.tables):
            raise InputError(f"{found.folder}: has changed since the scenario {self.name} was read.")
        return found

    def resolved(self) -> dict[str, Any]:
        """What decides a run, by path: calendar, population, values of all cards, causes, measures, shocks."""
        flat: dict[str, Any] = {"start": self.start, "weeks": self.weeks, "warmup_weeks": self.warmup_weeks}
        flat |= {f"population.{key}": v for key, v in self.population.content().items() if key != "from"}
        flat |= {f"population.tables.{name}": digest for name, digest in self.tables.items()}
        flat |= {name: dated_value(v) for name, v in resolve_cards(self.parameters, self.causes).items()}
        flat |= {f"causes.{name}": on for name, on in self.causes.items()}
        flat |= {f"policies[{number}]": measure.content(self.start) for number, measure in enumerate(self.policies, 1)}
        flat |= {f"shocks[{number}]": shock.content() for number, shock in enumerate(self.shocks, 1)}
        return flat

    def fingerprint(self) -> str:
        """SHA-256, in hexadecimal, of the resolved content.

        Title, reasons, name, seed and the layout of files do not count; a card set to its own value counts as
        not set.
        """
        return self._fingerprint

    @cached_property
    def _fingerprint(self) -> str:
        text = json.dumps(self.resolved(), sort_keys=True, separators=(",", ":"), default=_iso)
        return hashlib.sha256(text.encode()).hexdigest()

    def diff(self, other: "Scenario") -> list[tuple[str, Any, Any]]:
        """Where two scenarios differ in what decides a run.

        Returns
        -------
        list of (path, mine, theirs)
            None stands for nothing, where only one of them has a measure or shock. Of measures single keys, such as
            `policies.wage_deposit.rate`; where there are several of a kind, `policies.wage_deposit[2].rate` in the
            order of their starts.
        """
        mine, theirs = _by_kind(self), _by_kind(other)
        paths = [*mine, *(path for path in theirs if path not in mine)]
        return [(p, mine.get(p), theirs.get(p)) for p in paths if mine.get(p) != theirs.get(p)]

    def to_toml(self) -> str:
        """The scenario as a file of its own, without `extends`; reading it gives the same fingerprint."""
        dropped = overridden(self.parameters, self.causes)
        document: dict[str, Any] = {"title": self.title}
        document |= {"title_zh": self.title_zh} if self.title_zh else {}
        document |= {"why": self.why, "start": self.start}
        document |= {"weeks": self.weeks, "warmup_weeks": self.warmup_weeks}
        document["population"] = self.population.content()
        document["parameters"] = {n: dated_value(v) for n, v in self.parameters.items() if n not in dropped}
        document["causes"] = {name: "on" if on else "off" for name, on in self.causes.items()}
        document["policies"] = [measure.written() for measure in self.policies]
        document["shocks"] = [shock.content() for shock in self.shocks]
        return toml_text(document)

    def with_parameters(self, values: Mapping[str, object]) -> "Scenario":
        """The same scenario with other parameters.

        Parameters
        ----------
        values : mapping of str to object
            By card name: a value, or a list of `{"from": date, "value": ...}`.

        Raises
        ------
        InputError
            With one line per wrong entry.
        """
        return self._changed({"parameters": dict(values)}, self.name)

    def with_causes(self, causes: Mapping[str, bool]) -> "Scenario":
        """The same scenario with causes switched on or off, for example `{"chains": False}`.

        Raises
        ------
        InputError
            If a cause is unknown or its switch is no switch.
        """
        return self._changed({"causes": dict(causes)}, self.name)

    def with_policies(self, *measures: Policy) -> "Scenario":
        """The same scenario with further measures, for example `sim.policies.DirectPayment(compliance=0.9)`.

        Its name and title say so: `baseline+direct_payment`.

        Raises
        ------
        InputError
            If one is in force in no week of the run, or cannot be in force beside another.
        """
        from sim.scenario.measures import Named, policy_problems

        file = f"{self.name}.with_policies"
        wrong = [
            problem(file, "measure", m, "must be a measure of sim.policies") for m in measures if not _is_measure(m)
        ]
        if wrong:
            raise InputError(wrong)
        changed = _renamed(replace(self, policies=(*self.policies, *measures)), self, "+")
        old = len(self.policies)
        named = [Named(f"policies[{n + 1}]", measure, n >= old) for n, measure in enumerate(changed.policies)]
        if lines := policy_problems(file, self.start, self.weeks, named):
            raise InputError(lines)
        return changed

    def without_policies(self, *kinds: str) -> "Scenario":
        """The same scenario without its measures of some kinds; without any measure if none is named.

        Its name and title say so, unless they said that it has them; see `with_policies`.

        Raises
        ------
        InputError
            If it has no measure of a kind.
        """
        held = [measure.kind for measure in self.policies]
        file = f"{self.name}.without_policies"
        lines = [
            problem(file, "kind", k, "this scenario has no such measure", nearest(k, held))
            for k in kinds
            if k not in held
        ]
        if lines:
            raise InputError(lines)
        rest = replace(self, policies=tuple(m for m in self.policies if kinds and m.kind not in kinds))
        return _renamed(rest, self, "-")

    def with_settings(self, settings: Mapping[str, object]) -> "Scenario":
        """The same scenario with single settings changed, as `--set PATH=VALUE` does.

        Parameters
        ----------
        settings : mapping of str to object
            By path: a card's name or a key of the scenario, such as `weeks`, `start`, `population.workers`,
            `causes.chains` or `policies.wage_deposit.rate`, which sets it in every measure of that kind that the
            scenario has. A text is read as a TOML value and, failing that, taken as it stands.

        Raises
        ------
        InputError
            With one line per wrong setting.
        """
        from sim.scenario.overrides import settings_document

        document, measures = settings_document(settings, [policy.kind for policy in self.policies])
        return self._changed(document, "--set", measures)

    def with_seed(self, seed: int) -> "Scenario":
        """The same scenario with other luck."""
        return replace(self, seed=seed)

    def _changed(
        self, document: Mapping[str, object], file: str, measures: Mapping[str, Mapping[str, Any]] | None = None
    ) -> "Scenario":
        from sim.scenario.check import build_scenario

        given = {"file": file, "name": self.name, "source": self.source}
        return build_scenario(document, base=self, settings=measures, **given)


def _renamed(changed: Scenario, before: Scenario, sign: str) -> Scenario:
    """A scenario whose name and title tell the measures it has more (+) or fewer (-) than another one."""
    more, fewer = (changed, before) if sign == "+" else (before, changed)
    measures = [m for m in more.policies if m not in fewer.policies]
    labels = {m.kind: m.label_en[:1].lower() + m.label_en[1:] for m in measures}
    chinese = {m.kind: m.label_zh for m in measures}
    return replace(
        changed,
        name=_told(before.name, labels, sign, "", LONGEST_NAME),
        title=_told(before.title, labels.values(), sign, " ", LONGEST_TITLE),
        title_zh=_told(before.title_zh, chinese.values(), sign, "", LONGEST_TITLE) if before.title_zh else "",
    )


def _told(text: str, measures: Collection[str], sign: str, blank: str, most: int) -> str:
    """A text with measures added or taken out; their number alone where that is too long."""
    found = text
    for measure in measures:
        added = f"{blank}+{blank}{measure}"
        known = sign == "-" and added in found
        found = found.replace(added, "", 1) if known else f"{found}{blank}{sign}{blank}{measure}"
    return (
        found if len(found) <= most else f"{text[: most // 2]}{blank}{sign}{blank}{len(measures)}{blank or '-'}measures"
    )


def _is_measure(given: object) -> bool:
    return isinstance(given, Policy) and type(given) is not Policy


def _by_kind(scenario: Scenario) -> dict[str, Any]:
    """What decides a run, by path; measures by their kind."""
    flat = {path: value for path, value in scenario.resolved().items() if not path.startswith("policies[")}
    numbers = Counter[str]()
    for measure in sorted(scenario.policies, key=lambda m: m.start or scenario.start):
        numbers[measure.kind] += 1
        number = f"[{numbers[measure.kind]}]" if numbers[measure.kind] > 1 else ""
        flat |= _leaves(f"policies.{measure.kind}{number}", measure.content(scenario.start))
    return {
        path: value for path, value in flat.items() if not (path.startswith("policies.") and path.endswith(".kind"))
    }


def _leaves(path: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """The keys of a measure, those of its coverage too."""
    found: dict[str, Any] = {}
    for key, value in content.items():
        found |= _leaves(f"{path}.{key}", value) if isinstance(value, Mapping) else {f"{path}.{key}": value}
    return found


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no canonical form for {type(value).__name__}")
