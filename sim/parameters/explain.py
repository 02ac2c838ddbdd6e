"""What a name means, in words."""

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple, TypeAlias

from sim.errors import InputError, nearest
from sim.parameters.cards import Card, load_cards
from sim.parameters.causes import CAUSES, Cause
from sim.parameters.values import Dated, Value

Language: TypeAlias = Literal["en", "zh"]

_WORDS: dict[str, tuple[str, str]] = {
    "unit": ("unit", "单位"),
    "bounds": ("bounds", "取值范围"),
    "value": ("value", "取值"),
    "off": ("off value", "关闭时取值"),
    "cause": ("cause", "成因"),
    "status": ("status", "依据类型"),
    "source": ("source", "来源"),
    "kind": ("kind", "类别"),
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
    "driver": ("driver (holds no money)", "驱动因素"),
}


class Lookup(NamedTuple):
    """One kind of thing that can be explained."""

    names: Callable[[], Iterable[str]]
    describe: Callable[[str, Language], str]


def explain(name: str, language: Language = "en", more: Sequence[Lookup] = ()) -> str:
    """Explain a parameter or a cause.

    Parameters
    ----------
    name : str
        Full name of a card, or a cause (`late_owners` or `causes.late_owners`).
    language : {"en", "zh"}
        Language of labels and captions.
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
    wanted = name.strip()
    known: list[str] = []
    for lookup in (*_LOOKUPS, *more):
        names = list(lookup.names())
        for candidate in (wanted, wanted.removeprefix("causes.")):
            if candidate in names:
                return lookup.describe(candidate, language)
        known.extend(names)
    raise InputError(f"{name}: nothing has this name.{nearest(wanted, known)}")


def describe_card(card: Card, language: Language = "en") -> str:
    """A card in words; see `explain`."""
    label = card.label_zh if language == "zh" else card.label_en
    to = _word("to", language)
    lines = [
        f"{card.name}: {label}",
        card.doc,
        _line("unit", card.unit, language),
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
    switched = [card for card in load_cards().values() if card.cause == cause.name]
    lines.append(_line("cards", "" if switched else _word("none", language), language))
    lines.extend(f"    {c.name}: {c.label_zh if language == 'zh' else c.label_en}" for c in switched)
    return "\n".join(lines)


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


_LOOKUPS = (
    Lookup(load_cards, lambda name, language: describe_card(load_cards()[name], language)),
    Lookup(lambda: CAUSES, lambda name, language: describe_cause(CAUSES[name], language)),
)
