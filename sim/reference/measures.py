"""Measures in words: for `explain` and for the page of the reference."""

from typing import TYPE_CHECKING, Any

from sim.parameters.explain import Language, unit_text
from sim.reference.markdown import page, table

if TYPE_CHECKING:
    from sim.policies.policy import Policy

WORDS: dict[str, tuple[str, str]] = {
    "kind": ("kind", "类别"),
    "measure": ("measure, number {n}", "治理措施，编号{n}"),
    "parameter": ("parameter of the measure {kind} ({label})", "措施{kind}（{label}）的参数"),
    "unit": ("unit", "单位"),
    "allowed": ("allowed", "取值要求"),
    "default": ("default", "默认值"),
    "law": ("law or source", "法规或来源"),
    "parameters": ("parameters", "参数"),
    "open_claims": ("open claims", "既有工资"),
    "together": ("with {kind}, on {quantity}", "与{kind}并用（{quantity}）"),
    "not_given": ("not given", "未给出"),
}


def measure_names() -> list[str]:
    """Kinds of measures, and kind.key of all that can be set of each."""
    from sim.policies import MEASURES_BY_KIND

    return [
        name for kind, m in MEASURES_BY_KIND.items() for name in (kind, *(f"{kind}.{key}" for key in m.model_fields))
    ]


def measure_labels(name: str) -> tuple[str, str]:
    """Labels of a measure or of one of its own parameters; what all measures have carries none."""
    from sim.policies import MEASURES_BY_KIND

    kind, _, key = name.partition(".")
    measure = MEASURES_BY_KIND[kind]
    if not key:
        return measure.label_en, measure.label_zh
    said = measure.model_fields[key].json_schema_extra
    return (said["label_en"], said["label_zh"]) if isinstance(said, dict) else ("", "")  # type: ignore[return-value]


def describe_measure(name: str, language: Language = "en") -> str:
    """A measure, or one of its parameters, in words."""
    from sim.policies import MEASURES_BY_KIND

    kind, _, key = name.partition(".")
    measure = MEASURES_BY_KIND[kind]
    return _parameter(measure, key, language) if key else _measure(measure, language)


def _measure(measure: "type[Policy]", language: Language) -> str:
    lines = [
        f"{measure.kind}: {_label(measure, language)}",
        _doc(measure),
        _line("kind", _word("measure", language).format(n=measure.number), language),
    ]
    if measure.open_claims:
        lines.append(_line("open_claims", measure.open_claims, language))
    for other, quantity, how in combinations(measure.kind):
        lines.append(f"  {_word('together', language).format(kind=other, quantity=quantity)}: {how}")
    lines.append(_line("parameters", "", language))
    for key, field in measure.parameters().items():
        said = field.json_schema_extra
        lines.append(f"    {measure.kind}.{key} = {default_text(field, language)}: {said[f'label_{language}']}")
    return "\n".join(lines)


def _parameter(measure: "type[Policy]", key: str, language: Language) -> str:
    from sim.policies.policy import Policy
    from sim.reference.scenario_keys import attribute_docs

    field = measure.model_fields[key]
    said: dict[str, Any] = field.json_schema_extra or {}  # type: ignore[assignment]
    kind = _word("parameter", language).format(kind=measure.kind, label=_label(measure, language))
    lines = [
        f"{measure.kind}.{key}: {said[f'label_{language}']}" if said else f"{measure.kind}.{key}",
        said["doc"] if said else attribute_docs(Policy).get(key, ""),
        _line("kind", kind, language),
    ]
    if said:
        lines.append(_line("unit", unit_text(said["unit"], language), language))
    lines.append(_line("allowed", field.description or "", language))
    if key != "coverage":
        lines.append(_line("default", default_text(field, language), language))
    if said:
        lines.append(_line("law", said["law"], language))
    return "\n".join(lines)


def combinations(kind: str) -> list[tuple[str, str, str]]:
    """The other measure, the quantity and how both combine, for every rule a measure stands in."""
    from sim.policies.combination import QUANTITIES, RULES

    found = []
    for rule in RULES:
        if kind in (rule.first, rule.second):
            other = rule.second if kind == rule.first else rule.first
            found.append((other, QUANTITIES[rule.quantity], rule.how))
    return found


def default_text(field: Any, language: Language = "en") -> str:
    """The default of a field as a file writes it."""
    from sim.errors import shown

    return _word("not_given", language) if field.default is None else shown(field.default)


def measures_page() -> str:
    """Every measure with its parameters, what open claims mean, and how measures combine."""
    from sim.policies import MEASURES_BY_KIND
    from sim.policies.combination import QUANTITIES, RULES
    from sim.policies.policy import Coverage, Policy
    from sim.reference.scenario_keys import attribute_docs

    blocks = [
        "A measure is an entry `[[policies]]` of a scenario: its `kind`, its window, whom it covers, how far it is "
        "complied with, and its own parameters. `arrears explain KIND` and `arrears explain KIND.PARAMETER` print one.",
        "## What every measure has",
        _common(Policy.model_fields, attribute_docs(Policy), ""),
        _common(Coverage.model_fields, attribute_docs(Coverage), "coverage."),
        "A project complies with what covers it while its draw, one for all measures, is below the compliance. On paper "
        "and in use are two columns: the authority records the first, the rules of the model ask the second. Costs are "
        "real resources, written down by party as memo items; deposits, draws and fines are transfers and stand in the "
        "flows of money.",
    ]
    for kind, measure in MEASURES_BY_KIND.items():
        rows = []
        for key, field in measure.parameters().items():
            said = field.json_schema_extra
            labels = f"{said['label_en']} · {said['label_zh']}"
            allowed = (field.description or "").removeprefix("must be ")
            rows.append([f"`{key}`", labels, said["unit"], allowed, default_text(field), said["law"], said["doc"]])
        blocks += [
            f"## {kind}",
            f"{measure.number} · {measure.label_en} · {measure.label_zh}. {_doc(measure)}",
            table(["parameter", "label", "unit", "allowed", "default", "law or source", "meaning"], rows),
        ]
        if measure.open_claims:
            blocks.append(f"*Open claims.* {measure.open_claims}")
    blocks += [
        "## How measures combine",
        "Two measures of one kind are never in force at the same time: one stops where the other starts, and what the "
        "first covered stays covered. Measures of different kinds that may meet on a project and act on one quantity "
        "combine as this table says; what it does not hold is an error of the scenario that names both.",
        table(
            ["measures", "quantity", "how they combine"],
            [[f"`{r.first}`, `{r.second}`", QUANTITIES[r.quantity], r.how] for r in RULES],
        ),
    ]
    return page("Measures", *blocks)


def measure_table() -> str:
    """All measures in one table."""
    from sim.policies import MEASURES_BY_KIND

    rows = [[str(m.number), f"`{kind}`", m.label_en, _doc(m)] for kind, m in MEASURES_BY_KIND.items()]
    return table(["#", "measure", "label", "what it does"], rows)


def _common(fields: Any, docs: dict[str, str], prefix: str) -> str:
    rows = [
        [f"`{prefix}{key}`", docs.get(key, ""), (field.description or "").removeprefix("must be "), _short(field)]
        for key, field in fields.items()
    ]
    return table(["key", "meaning", "allowed", "default"], rows)


def _short(field: Any) -> str:
    return "all" if isinstance(field.default, tuple) else "" if field.default_factory else default_text(field)


def _doc(measure: "type[Policy]") -> str:
    """The first paragraph of a measure's own words, without its number."""
    text = " ".join((measure.__doc__ or "").partition("\n\n")[0].split()).partition(": ")[2]
    return text[:1].upper() + text[1:]


def _label(measure: "type[Policy]", language: Language) -> str:
    return measure.label_zh if language == "zh" else measure.label_en


def _word(key: str, language: Language) -> str:
    return WORDS[key][language == "zh"]


def _line(key: str, text: str, language: Language) -> str:
    return f"  {_word(key, language)}: {text}".rstrip()
