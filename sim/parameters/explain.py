"""What a name means, in words."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple, TypeAlias

from sim.errors import HINT, InputError, nearest
from sim.parameters.cards import Card, load_cards
from sim.parameters.causes import CAUSES, Cause
from sim.parameters.values import Dated, Value

Language: TypeAlias = Literal["en", "zh"]

MOST_HINTS = 8
MOST_WORDS = 8  # of what was given that are looked for one by one

_WORDS: dict[str, tuple[str, str]] = {
    "unit": ("unit", "单位"),
    "bounds": ("bounds", "取值范围"),
    "value": ("value", "取值"),
    "off": ("off value", "关闭时取值"),
    "cause": ("cause", "成因"),
    "status": ("status", "依据类型"),
    "source": ("source", "来源"),
    "kind": ("kind", "类别"),
    "against": ("more may be unpaid without it", "关闭后欠薪可能更多"),
    "cards": ("switches", "所控参数"),
    "none": ("none", "无"),
    "to": ("to", "至"),
    "from": ("from", "自"),
    "at first": ("at first", "起初"),
    "law": ("law", "法规"),
    "measured": ("measured", "实测"),
    "estimated": ("estimated", "估计"),
    "calibrated": ("calibrated", "校准"),
    "assumed": ("assumed", "假设"),
    "place": ("place (holds money)", "资金滞留处"),
    "driver": ("driver (holds no money)", "驱动因素（不占用资金）"),
    "english": ("", "（标签为中文；说明、取值要求和来源仅有英文。）"),
}


UNITS = {
    "share": "比例",
    "weeks": "周",
    "ratio": "比值",
    "chance per week": "每周概率",
    "chance per bill": "每笔账单概率",
    "share per year": "每年比例",
    "count": "个",
    "persons": "人",
    "days": "天",
    "hours": "小时",
    "months": "个月",
    "fen": "分（人民币）",
    "fen-weeks": "分·周",
    "switch": "开关（1开，0关）",
    "yuan": "元",
    "yuan-weeks": "元·周",
    "yuan-months": "元·月",
    "yuan per yuan-month": "元/（元·月）",
    "unit of the outcome": "与结果指标相同",
    "as the difference": "与配对差相同",
    "tier": "层级",
}
"""Units of cards, outcomes and columns in Chinese; a test names those that have none."""


class Lookup(NamedTuple):
    """One kind of thing that can be explained.

    Attributes
    ----------
    kind : str
        Prefix by which a name of this kind is told from another's, as in `places.held`.
    heading : tuple of str
        What the kind is called, in English and Chinese.
    names : callable
        Gives all names.
    labels : callable
        Gives the labels of a name, in English and Chinese; empty where it has none.
    describe : callable
        Explains a name in a language.
    """

    kind: str
    heading: tuple[str, str]
    names: Callable[[], Iterable[str]]
    labels: Callable[[str], tuple[str, str]]
    describe: Callable[[str, Language], str]


def explain(name: str, language: Language = "en", more: Sequence[Lookup] = ()) -> str:
    """Explain a parameter or a cause.

    Parameters
    ----------
    name : str
        Full name of a card, or a cause (`late_owners` or `causes.late_owners`); or a label as tables and figures print
        it, in English or Chinese. Capitals do not count. What has the same name is explained one after the other.
    language : {"en", "zh"}
        Language of labels, captions, kinds and units; the texts are English.
    more : sequence of Lookup, optional
        Further kinds of things, such as outcomes and places.

    Returns
    -------
    str
        Several lines: meaning, unit, bounds, value, off value, status and source; of a cause its kind,
        meaning and the cards it switches.

    Raises
    ------
    InputError
        If nothing has this name; tells the nearest one.
    """
    found = _found(name.strip(), (*OWN_LOOKUPS, *more))
    texts = [lookup.describe(key, language) for lookup, key in found]
    return (_word("english", "zh") + "\n" if language == "zh" else "") + "\n\n".join(texts)


def everything(language: Language = "en", more: Sequence[Lookup] = ()) -> str:
    """All names that can be explained, with their labels, by kind; the parameters last, for there are most of them."""
    blocks = []
    for lookup in (*more, *reversed(OWN_LOOKUPS)):
        names = list(lookup.names())
        width = max(map(len, names), default=0)
        rows = [f"  {key:<{width}}  {lookup.labels(key)[language == 'zh']}".rstrip() for key in names]
        blocks.append("\n".join([f"{lookup.heading[language == 'zh']} ({len(names)})", *rows]))
    return "\n\n".join(blocks)


def _found(wanted: str, lookups: Sequence[Lookup]) -> list[tuple[Lookup, str]]:
    """What has a name: all with exactly this name, else all whose name or label it is but for capitals and blanks."""
    known: list[str] = []
    exact = []
    for lookup in lookups:
        names = list(lookup.names())
        key = wanted.removeprefix(f"{lookup.kind}.")
        if key != wanted and key in names and wanted not in names:
            return [(lookup, key)]
        if wanted in names:
            exact.append((lookup, wanted))
        known.extend((*names, *(f"{lookup.kind}.{key}" for key in names)))
    if exact:
        own = any(lookup in OWN_LOOKUPS for lookup, _ in exact)
        return exact if own else [*_parameters_called(wanted, lookups), *exact]
    for texts in ((wanted, wanted.replace(",", ""), wanted.replace(" ", "_")), _without_count(wanted)):
        if found := _labelled({text.casefold() for text in texts if text}, lookups):
            return found
    known.extend(label for lookup in lookups for key in lookup.names() for label in lookup.labels(key) if label)
    raise InputError(f"{wanted}: nothing has this name.{_hint(wanted, known, lookups)}")


def _parameters_called(wanted: str, lookups: Sequence[Lookup]) -> list[tuple[Lookup, str]]:
    """Parameters whose name ends in the whole name of a column or the like: `firms.kappa`, where a column is called kappa."""
    return [(x, key) for x in lookups for key in x.names() if x.kind == "parameters" and key.endswith(f".{wanted}")]


def _labelled(folded: set[str], lookups: Sequence[Lookup]) -> list[tuple[Lookup, str]]:
    """All whose name or label is among some texts, but for capitals."""
    return [
        (lookup, key)
        for lookup in lookups
        for key in lookup.names()
        if not folded.isdisjoint(t.casefold() for t in (key, f"{lookup.kind}.{key}", *lookup.labels(key)) if t)
    ]


def _hint(wanted: str, known: Sequence[str], lookups: Sequence[Lookup]) -> str:
    """The nearest name, and all that hold what was given as a word."""
    for pattern in _word_patterns(wanted):
        names, texts = _with_word(pattern, lookups, wanted)
        if len(names) == 1:
            return f"{HINT}{names[0]}?"
        if names:
            more = f" and {len(names) - MOST_HINTS} more" if len(names) > MOST_HINTS else ""
            hint = nearest(wanted, texts) or nearest(wanted, known)
            return f"{hint} Names with it: {', '.join(names[:MOST_HINTS])}{more}."
    return nearest(wanted, known)


def _with_word(pattern: re.Pattern[str], lookups: Sequence[Lookup], wanted: str) -> tuple[list[str], list[str]]:
    """What a pattern is found in: names with their labels, and the texts that it stands in."""
    names: list[str] = []
    texts: list[str] = []
    for lookup in lookups:
        for key in lookup.names():
            said = [text for text in (key, *lookup.labels(key)) if pattern.search(text.casefold().replace("_", " "))]
            if said:
                label = lookup.labels(key)[not wanted.isascii()]
                names.append(f"{key} ({label})" if label else key)
                texts.extend(said)
    return list(dict.fromkeys(names)), texts


def _word_patterns(wanted: str) -> list[re.Pattern[str]]:
    """What finds a word as it stands; then several words in whatever order and with whatever endings.

    In Chinese, where no blanks stand between words, a short form is found too: 专户 in 专用账户.
    """
    text = wanted.casefold().replace("_", " ")
    if not wanted.isascii():
        return [re.compile(".{0,2}".join(map(re.escape, text[:40])))]
    words = re.findall("[a-z0-9]+", text)[:MOST_WORDS]
    if not words:
        return []
    patterns = [re.compile(rf"(?<![a-z0-9]){re.escape(text)}(?![a-z0-9])")]
    if len(words) > 1:
        patterns.append(re.compile("".join(rf"(?=.*(?<![a-z0-9]){word})" for word in words)))
    return patterns


def _without_count(label: str) -> tuple[str, ...]:
    """A label as tables print it, without how it is counted: "Unpaid over 30 days, mean over weeks (million yuan)"."""
    plain = label.partition("（")[0].strip()
    bare = plain.rpartition(" (")[0] or plain
    return plain, bare, bare.rpartition(", ")[0]


def describe_card(card: Card, language: Language = "en") -> str:
    """A card in words; see `explain`."""
    label = card.label_zh if language == "zh" else card.label_en
    to = _word("to", language)
    lines = [
        f"{card.name}: {label}",
        card.doc,
        _line("unit", unit_text(card.unit, language), language),
        _line("bounds", f"{card.bounds[0]:.15g} {to} {card.bounds[1]:.15g}", language),
        _line("value", _history(card.value, language), language),
    ]
    if card.cause is not None and card.off is not None:
        cause = CAUSES[card.cause]
        name = cause.label_zh if language == "zh" else cause.label_en
        lines.append(_line("off", value_text(card.off), language))
        lines.append(_line("cause", f"{cause.name} ({name})", language))
    lines.append(_line("status", _word(card.status, language), language))
    lines.append(_line("source", card.source or _word("none", language), language))
    return "\n".join(lines)


def describe_cause(cause: Cause, language: Language = "en") -> str:
    """A cause in words, with the cards it switches; see `explain`."""
    label = cause.label_zh if language == "zh" else cause.label_en
    lines = [
        f"{cause.name}: {label}",
        cause.doc,
        _line("kind", _word(cause.kind, language), language),
    ]
    if cause.against[0]:
        lines.append(_line("against", cause.against[language == "zh"], language))
    switched = [card for card in load_cards().values() if card.cause == cause.name]
    lines.append(_line("cards", "" if switched else _word("none", language), language))
    lines.extend(f"    {c.name}: {c.label_zh if language == 'zh' else c.label_en}" for c in switched)
    return "\n".join(lines)


def unit_text(unit: str, language: Language) -> str:
    """A unit in words."""
    return UNITS.get(unit, unit) if language == "zh" else unit


def value_text(value: Value) -> str:
    """A value as it is written in a file."""
    if isinstance(value, tuple):
        return "[" + ", ".join(f"{entry:.15g}" for entry in value) + "]"
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _history(history: Dated, language: Language) -> str:
    if len(history) == 1:
        return value_text(history[0][1])
    parts = []
    for since, value in history:
        when = _word("at first", language) if since is None else f"{_word('from', language)} {since}"
        parts.append(f"{when} {value_text(value)}")
    return "; ".join(parts)


def _word(key: str, language: Language) -> str:
    return _WORDS[key][1 if language == "zh" else 0]


def _line(key: str, text: str, language: Language) -> str:
    return f"  {_word(key, language)}: {text}".rstrip()


def _labels_of_card(name: str) -> tuple[str, str]:
    card = load_cards()[name]
    return card.label_en, card.label_zh


OWN_LOOKUPS = (
    Lookup(
        "parameters", ("Parameters", "参数"), load_cards, _labels_of_card,
        lambda name, language: describe_card(load_cards()[name], language),
    ),
    Lookup(
        "causes", ("Causes of arrears", "欠薪成因"), lambda: CAUSES,
        lambda name: (CAUSES[name].label_en, CAUSES[name].label_zh),
        lambda name, language: describe_cause(CAUSES[name], language),
    ),
)  # fmt: skip
