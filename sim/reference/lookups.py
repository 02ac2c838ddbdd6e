"""Everything that has a name and can be explained.

The modules of the engine are imported only when a name is no parameter, cause or place: they bring the compiler.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from sim.declared.money import HOLDERS, PURPOSES, Meaning
from sim.declared.outcomes import OUTCOME_DOCS
from sim.declared.places import PLACES
from sim.parameters.causes import CAUSES
from sim.parameters.explain import Language, Lookup
from sim.parameters.explain import explain as explain_from
from sim.reference.measures import describe_measure, measure_names
from sim.reference.scenario_keys import scenario_keys

Words: TypeAlias = Mapping[str, tuple[str, str]]

WORDS: Words = {
    "unit": ("unit", "单位"),
    "kind": ("kind", "类别"),
    "groups": ("groups", "分组"),
    "none": ("none", "无"),
    "stock": ("stock (state at the close of Sunday)", "存量（周日收盘时）"),
    "flow": ("flow (sum over the week)", "流量（一周合计）"),
    "rate": ("rate (a ratio of two counts)", "比率"),
    "ratio": ("computed as", "计算"),
    "place": ("place where unpaid wages are stuck", "欠薪资金滞留处"),
    "cause": ("cause", "成因"),
    "how": ("computed", "计算方法"),
    "purpose": ("purpose of money", "资金用途"),
    "holder": ("kind of account holder", "账户持有人类别"),
    "key": ("key of a scenario file", "情景文件的键"),
    "allowed": ("allowed", "取值要求"),
    "default": ("default", "默认值"),
}


def explain(name: str, language: Language = "en") -> str:
    """Explain a parameter, cause, measure, place, outcome, purpose of money, account holder or scenario key.

    Parameters
    ----------
    name : str
        Its name, such as `wage_deposit.rate`; a prefix `causes.`, `policies.`, `places.`, `outcomes.`, `purposes.`,
        `holders.` or `scenario.` tells apart what has the same name.
    language : {"en", "zh"}
        Language of labels and captions.

    Returns
    -------
    str
        Several lines.

    Raises
    ------
    InputError
        If nothing has this name; tells the nearest one.
    """
    return explain_from(name, language, LOOKUPS)


def word(key: str, language: Language) -> str:
    """A caption in one language."""
    return WORDS[key][1 if language == "zh" else 0]


def outcome_names() -> list[str]:
    """All outcomes of the engine."""
    from sim.outcomes import OUTCOMES

    return [outcome.name for outcome in OUTCOMES]


def outcome_doc(name: str) -> str:
    """What an outcome means."""
    from sim.policies.outcomes import MEASURE_OUTCOME_DOCS

    return OUTCOME_DOCS.get(name) or MEASURE_OUTCOME_DOCS.get(name, "")


def place_names() -> tuple[str, ...]:
    """All places of the engine."""
    from sim.places import PLACE_NAMES

    return PLACE_NAMES


def describe_outcome(name: str, language: Language = "en") -> str:
    """An outcome in words."""
    from sim.outcomes import GROUPS, outcome

    found = outcome(name)
    groups = list(dict.fromkeys(group.partition(":")[0] for group in GROUPS if ":" in group))
    lines = [
        f"{name}: {found.label_zh if language == 'zh' else found.label_en}",
        outcome_doc(name),
        _line("unit", found.unit, language),
        _line("kind", word(found.kind, language) if found.kind in WORDS else found.kind, language),
        _line("groups", ", ".join(groups) if found.grouped else word("none", language), language),
    ]
    if found.ratio_of is not None:
        lines.append(_line("ratio", " / ".join(found.ratio_of), language))
    return "\n".join(line for line in lines if line)


def describe_place(name: str, language: Language = "en") -> str:
    """A place in words."""
    place = PLACES[name]
    cause = word("none", language)
    if place.cause is not None:
        label = CAUSES[place.cause].label_zh if language == "zh" else CAUSES[place.cause].label_en
        cause = f"{place.cause} ({label})"
    return "\n".join(
        [
            f"{name}: {place.label_zh if language == 'zh' else place.label_en}",
            place.doc,
            _line("kind", word("place", language), language),
            _line("cause", cause, language),
            _line("how", place.how, language),
        ]
    )


def describe_key(name: str, language: Language = "en") -> str:
    """A key of a scenario file in words."""
    key = scenario_keys()[name]
    lines = [name, key.doc, _line("kind", word("key", language), language), _line("allowed", key.allowed, language)]
    if key.default:
        lines.append(_line("default", key.default, language))
    return "\n".join(line for line in lines if line)


def _line(key: str, text: str, language: Language) -> str:
    return f"  {word(key, language)}: {text}".rstrip()


def _meanings(kind: str, meanings: Mapping[str, Meaning]) -> Callable[[str, Language], str]:
    def describe(name: str, language: Language) -> str:
        found = meanings[name]
        label = found.label_zh if language == "zh" else found.label_en
        return "\n".join([f"{name}: {label}", found.doc, _line("kind", word(kind, language), language)])

    return describe


def _lookup(prefix: str, names: Callable[[], Iterable[str]], describe: Callable[[str, Language], str]) -> list[Lookup]:
    """A lookup by plain name and one by prefixed name."""

    def prefixed() -> list[str]:
        return [f"{prefix}.{name}" for name in names()]

    def describe_prefixed(name: str, language: Language) -> str:
        return describe(name.removeprefix(f"{prefix}."), language)

    return [Lookup(names, describe), Lookup(prefixed, describe_prefixed)]


LOOKUPS: tuple[Lookup, ...] = (
    *_lookup("places", lambda: PLACES, describe_place),
    *_lookup("purposes", lambda: PURPOSES, _meanings("purpose", PURPOSES)),
    *_lookup("holders", lambda: HOLDERS, _meanings("holder", HOLDERS)),
    *_lookup("outcomes", lambda: OUTCOME_DOCS, describe_outcome),
    *_lookup("scenario", scenario_keys, describe_key),
    *_lookup("policies", measure_names, describe_measure),
    *_lookup("outcomes", outcome_names, describe_outcome),
)
