"""From cards, settings and causes to one record of parameters per week."""

from collections.abc import Mapping, Sequence

import numpy as np

from sim.parameters.cards import Card, load_cards
from sim.parameters.values import Dated


def record_dtype(cards: Mapping[str, Card], beside: Sequence[tuple] = ()) -> np.dtype:
    """The type of a weekly record: one field per card, its name with "." replaced by "_".

    Parameters
    ----------
    cards : mapping of str to Card
        By full name; the order gives the order of the fields.
    beside : sequence of tuple, optional
        Further fields that follow.

    Returns
    -------
    numpy.dtype
        number -> f8, integer -> i8, table -> f8 with the length of the card's value.
    """
    fields: list[tuple[str, str] | tuple[str, str, tuple[int]]] = []
    for card in cards.values():
        length = card.form.length
        if card.kind == "table" and length is not None:
            fields.append((card.field, "f8", (length,)))
        else:
            fields.append((card.field, "i8" if card.kind == "integer" else "f8"))
    return np.dtype([*fields, *beside], align=True)


def in_force(card: Card, setting: Dated | None, cause_on: bool) -> Dated:
    """The values of one card by date, after settings and causes.

    Parameters
    ----------
    card : Card
        The card.
    setting : tuple of (date or None, value), optional
        What a scenario sets. Before its first date the card's own values hold.
    cause_on : bool
        Whether the card's cause is on; if not, its off value holds in every week, whatever is set.

    Returns
    -------
    tuple of (date or None, value)
        The first date is None: it covers everything before the second.
    """
    if card.cause is not None and card.off is not None and not cause_on:
        return ((None, card.off),)
    history: Dated = ((None, card.value[0][1]), *card.value[1:])
    if not setting:
        return history
    first = setting[0][0]
    if first is None:
        return setting
    return (*(entry for entry in history if entry[0] is None or entry[0] < first), *setting)


def resolve_cards(
    settings: Mapping[str, Dated], causes: Mapping[str, bool], cards: Mapping[str, Card] | None = None
) -> dict[str, Dated]:
    """The values of every card by date; see `in_force`. A cause that is not named is on."""
    known = load_cards() if cards is None else cards
    return {
        name: in_force(card, settings.get(name), card.cause is None or causes.get(card.cause, True))
        for name, card in known.items()
    }


def week_records(
    settings: Mapping[str, Dated],
    causes: Mapping[str, bool],
    sundays: np.ndarray,
    cards: Mapping[str, Card] | None = None,
    beside: Sequence[tuple] = (),
) -> np.ndarray:
    """One record of parameters per week.

    Parameters
    ----------
    settings : mapping of str to tuple of (date or None, value)
        What a scenario sets, by card name; values are valid for their cards.
    causes : mapping of str to bool
        Which causes are on; one that is not named is on. A cause that is off gives each of its cards the off
        value in every week, whatever is set.
    sundays : ndarray of int, shape (weeks,)
        Ordinal of each week's Sunday.
    cards : mapping of str to Card, optional
        All shipped cards if not given.
    beside : sequence of tuple, optional
        Further fields of the record, left at zero.

    Returns
    -------
    ndarray of `record_dtype(cards)`, shape (weeks,)
        The values in force; a date takes effect on the first Monday on or after it.

    Raises
    ------
    KeyError
        If a setting has no card.
    """
    known = load_cards() if cards is None else cards
    for name in settings:
        if name not in known:
            raise KeyError(name)
    mondays = np.asarray(sundays, np.int64) - 6
    records = np.zeros(len(mondays), record_dtype(known, beside))
    for name, history in resolve_cards(settings, causes, known).items():
        column = records[known[name].field]
        for since, value in history:
            column[(mondays >= since.toordinal()) if since else slice(None)] = value
    return records


def overridden(
    settings: Mapping[str, Dated], causes: Mapping[str, bool], cards: Mapping[str, Card] | None = None
) -> dict[str, str]:
    """Settings without effect because the cause of their card is off: card name -> cause."""
    known = load_cards() if cards is None else cards
    return {
        name: cause
        for name in settings
        if name in known and (cause := known[name].cause) is not None and not causes.get(cause, True)
    }
