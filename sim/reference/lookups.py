"""Everything that has a name and can be explained.

The modules of the engine are imported only when a name is no parameter, cause or place: they bring the compiler.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from sim.declared.events import EVENTS
from sim.declared.meaning import Meaning
from sim.declared.money import HOLDERS, PURPOSES
from sim.declared.outcomes import OUTCOME_DOCS
from sim.declared.places import PLACES, Place
from sim.declared.printed import PRINTED
from sim.declared.shocks import SHOCKS, ShockKind
from sim.parameters.causes import CAUSES
from sim.parameters.explain import Language, Lookup, everything, unit_text
from sim.parameters.explain import explain as explain_from
from sim.reference.columns import describe_model_column, model_column_labels, model_columns
from sim.reference.folder import column_labels, column_names, describe_column, describe_file, file_names
from sim.reference.measures import describe_measure, measure_labels, measure_names
from sim.reference.population import describe_given_column, given_columns
from sim.reference.scenario_keys import scenario_keys
from sim.reference.shocks import describe_shock

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
    "event": ("kind of event, in events.parquet", "事件类别（events.parquet）"),
    "word": ("word of printed tables", "表中用语"),
    "key": ("key of a scenario file", "情景文件的键"),
    "allowed": ("allowed", "取值要求"),
    "default": ("default", "默认值"),
}


GROUPINGS = {"owner_kind": "建设单位类别", "sector": "行业", "tier": "层级", "size": "规模"}


def explain(name: str, language: Language = "en") -> str:
    """Explain a parameter, cause, measure, shock, place, outcome, purpose of money, account holder, scenario key, event,
    a file of results or one of its columns, a column of a model's tables or of a population's, or a word of printed tables.

    Parameters
    ----------
    name : str
        Its name, or its label in English or Chinese, whatever its capitals; a prefix `parameters.`, `causes.`,
        `policies.`, `shocks.`, `places.`, `outcomes.`, `purposes.`, `holders.`, `scenario.`, `events.`, `files.`,
        `columns.`, `tables.`, `population_tables.` or `words.` tells apart what has the same name.
    language : {"en", "zh"}
        Language of labels, captions, kinds and units; the texts are English.

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


def names_and_labels(language: Language = "en") -> str:
    """All names that `explain` knows, with their labels, by kind."""
    return everything(language, LOOKUPS)


def word(key: str, language: Language) -> str:
    """A caption in one language."""
    return WORDS[key][1 if language == "zh" else 0]


def outcome_docs() -> dict[str, str]:
    """What each outcome means, by name."""
    from sim.policies.outcomes import MEASURE_OUTCOME_DOCS

    return OUTCOME_DOCS | MEASURE_OUTCOME_DOCS


def place_names() -> tuple[str, ...]:
    """All places of the engine."""
    from sim.places import PLACE_NAMES

    return PLACE_NAMES


def describe_outcome(name: str, language: Language = "en") -> str:
    """An outcome in words."""
    from sim.outcomes import GROUPS, outcome

    found = outcome(name)
    groups = list(dict.fromkeys(group.partition(":")[0] for group in GROUPS if ":" in group))
    if language == "zh":
        groups = [f"{group} ({GROUPINGS[group]})" for group in groups]
    lines = [
        f"{name}: {found.label_zh if language == 'zh' else found.label_en}",
        outcome_docs().get(name, ""),
        _line("unit", unit_text(found.unit, language), language),
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


def _labels_of(
    meanings: Mapping[str, Meaning] | Mapping[str, Place] | Mapping[str, ShockKind],
) -> Callable[[str], tuple[str, str]]:
    return lambda name: (meanings[name].label_en, meanings[name].label_zh)


def _labels_of_outcome(name: str) -> tuple[str, str]:
    from sim.outcomes import outcome

    return outcome(name).label_en, outcome(name).label_zh


def _no_labels(name: str) -> tuple[str, str]:
    return "", ""


LOOKUPS: tuple[Lookup, ...] = (
    Lookup("policies", ("Measures and their parameters", "治理措施及其参数"), measure_names, measure_labels, describe_measure),
    Lookup("places", ("Places where unpaid wages are stuck", "资金滞留处"), lambda: PLACES, _labels_of(PLACES),
           describe_place),
    Lookup("purposes", ("Purposes of money", "资金用途"), lambda: PURPOSES, _labels_of(PURPOSES),
           _meanings("purpose", PURPOSES)),
    Lookup("holders", ("Kinds of account holder", "账户持有人类别"), lambda: HOLDERS, _labels_of(HOLDERS),
           _meanings("holder", HOLDERS)),
    Lookup("outcomes", ("Outcomes", "结果指标"), outcome_docs, _labels_of_outcome, describe_outcome),
    Lookup("scenario", ("Keys of a scenario file", "情景文件的键"), scenario_keys, _no_labels, describe_key),
    Lookup("shocks", ("Kinds of shock", "冲击类别"), lambda: SHOCKS, _labels_of(SHOCKS), describe_shock),
    Lookup("events", ("Kinds of event", "事件类别"), lambda: EVENTS, _labels_of(EVENTS), _meanings("event", EVENTS)),
    Lookup("files", ("Files of a folder of results", "结果文件夹中的文件"), file_names, _no_labels, describe_file),
    Lookup("columns", ("Columns of these files, and keys of manifest.json", "这些文件的列，以及manifest.json的键"), column_names,
           column_labels, describe_column),
    Lookup("tables", ("Columns of Model.table, and attributes of its agents", "Model.table的列，以及主体的属性"), model_columns,
           model_column_labels, describe_model_column),
    Lookup("population_tables", ("Columns of a population's tables", "人口数据表的列"), given_columns, _no_labels,
           describe_given_column),
    Lookup("words", ("Words of printed tables", "表中用语"), lambda: PRINTED, _labels_of(PRINTED),
           _meanings("word", PRINTED)),
)  # fmt: skip
