"""Cards and causes: what is shipped is complete; bad cards are refused; values by date and off values."""

from datetime import date

import numpy as np
import pytest

from sim.core.calendar import build_calendar
from sim.errors import InputError
from sim.parameters.cards import load_cards, read_cards
from sim.parameters.causes import CAUSES
from sim.parameters.explain import Lookup, explain
from sim.parameters.resolve import record_dtype, week_records

GOOD = """[pay]
label_en = "Chance"
label_zh = "概率"
unit = "chance per week"
kind = "number"
value = 0.5
bounds = [0, 1]
off = 1.0
cause = "late_owners"
status = "measured"
source = "evidence 3a"
doc = "What it means."
"""
TABLE = GOOD.replace('"number"', '"table"').replace("[pay]", "[steps]")
DATED = "[{from = 2010-01-01, value = 0.3}, {from = 2016-01-01, value = 0.2}]"


def cards_of(folder, text, name="owners.toml"):
    (folder / name).write_text(text, encoding="utf-8")
    return read_cards(folder)


@pytest.mark.parametrize("card", load_cards().values(), ids=lambda card: card.name)
def test_shipped_card_is_complete(card):
    assert card.label_en
    assert card.label_zh
    assert card.unit
    assert card.doc
    assert card.source or card.status == "assumed"
    assert (card.off is None) == (card.cause is None)
    values = [value for _, value in card.value] + ([] if card.off is None else [card.off])
    for value in values:
        assert np.all(np.asarray(value) >= card.bounds[0])
        assert np.all(np.asarray(value) <= card.bounds[1])


def test_causes_are_numbered_one_to_twelve_and_labelled():
    assert [cause.number for cause in CAUSES.values()] == list(range(1, 13))
    assert all(cause.label_en and cause.label_zh and cause.doc for cause in CAUSES.values())
    assert all(name == cause.name for name, cause in CAUSES.items())


def test_every_cause_switches_a_card():
    assert {card.cause for card in load_cards().values() if card.cause} == set(CAUSES)


def test_good_cards_are_read_in_order(tmp_path):
    cards = cards_of(tmp_path, GOOD + TABLE.replace("0.5", "[0.5, 0.4, 0.2]"))
    assert list(cards) == ["owners.pay", "owners.steps"]
    assert cards["owners.steps"].off == (1.0, 1.0, 1.0)
    kinds = record_dtype(cards)
    assert kinds.names == ("owners_pay", "owners_steps")
    assert kinds["owners_steps"].shape == (3,)


@pytest.mark.parametrize(
    ("old", "new", "fragment"),
    [
        ('unit = "chance per week"\n', "", "pay.unit: missing"),
        ("unit =", "unitt =", "unknown field. Did you mean unit?"),
        ('"number"', '"numbr"', "Did you mean number?"),
        ('"measured"', '"guessed"', "must be one of law, measured"),
        ('"late_owners"', '"late_owner"', "Did you mean late_owners?"),
        ("value = 0.5", "value = 1.5", "value: must be a number from 0 to 1"),
        ("value = 0.5", "value = true", "value: must be a number"),
        ("value = 0.5", "value = nan", "value: must be a number"),
        ("value = 0.5", "value = [0.5]", "value: must be a number"),
        ("off = 1.0", "off = -1", "off: must be a number from 0 to 1"),
        ("off = 1.0\n", "", "`off` and `cause` come together"),
        ('source = "evidence 3a"\n', "", "pay.source: missing"),
        ('source = "evidence 3a"', 'source = " "', "pay.source: missing"),
        ('"概率"', '""', "pay.label_zh"),
        ("[0, 1]", "[1, 0]", "bounds must be [lowest, highest]"),
        ("[0, 1]", "[0, inf]", "bounds must be two finite numbers"),
        ("value = 0.5", f"value = {DATED.replace('2016', '2010')}", "each `from` must be later"),
        ("value = 0.5", f"value = {DATED.replace('2016', '2009')}", "each `from` must be later"),
        ("value = 0.5", f"value = {DATED.replace('0.2', '2')}", "the value of entry 2 must be a number"),
        ("value = 0.5", f"value = {DATED.replace('from = 2016-01-01, ', '')}", "entry 2 has no `from`"),
    ],
)
def test_bad_card_is_refused_with_file_and_key(tmp_path, old, new, fragment):
    assert old in GOOD
    with pytest.raises(InputError) as caught:
        cards_of(tmp_path, GOOD.replace(old, new))
    assert all(line.startswith("owners.toml: pay") for line in caught.value.lines)
    assert fragment in str(caught.value)


def test_two_cards_with_one_record_field_are_refused(tmp_path):
    cards_of(tmp_path, GOOD.replace("[pay]", "[pay_late]"))
    with pytest.raises(InputError, match="same record field owners_pay_late"):
        cards_of(tmp_path, GOOD.replace("[pay]", "[late]"), "owners_pay.toml")


def test_all_bad_cards_are_told_at_once(tmp_path):
    with pytest.raises(InputError) as caught:
        cards_of(tmp_path, GOOD.replace("0.5", "9") + TABLE.replace("0.5", "[]"))
    assert len(caught.value.lines) == 2


def test_a_date_takes_effect_on_the_first_monday_on_or_after_it(tmp_path):
    cards = cards_of(tmp_path, GOOD.replace("value = 0.5", f"value = {DATED}"))
    calendar = build_calendar(date(2015, 12, 21), 400, 4)
    column = week_records({}, {}, calendar.sunday, cards)["owners_pay"]
    assert column[-4:].tolist() == [0.3, 0.3, 0.2, 0.2]  # Mondays 21, 28 December, 4, 11 January
    assert column[0] == 0.3  # the first value holds before its date too
    monday = {"owners.pay": ((date(2015, 12, 28), 0.9),)}
    assert week_records(monday, {}, calendar.sunday, cards)["owners_pay"][-4:].tolist() == [
        0.3,
        0.9,
        0.9,
        0.9,
    ]


def test_a_cause_that_is_off_gives_the_off_value_in_every_week(tmp_path):
    cards = cards_of(tmp_path, GOOD)
    calendar = build_calendar(date(2014, 1, 6), 10, 10)
    records = week_records({"owners.pay": ((None, 0.1),)}, {"late_owners": False}, calendar.sunday, cards)
    assert records["owners_pay"].tolist() == [1.0] * 20
    on = week_records({"owners.pay": ((None, 0.1),)}, {"late_owners": True}, calendar.sunday, cards)
    assert on["owners_pay"].tolist() == [0.1] * 20


@pytest.mark.parametrize("language", ["en", "zh"])
def test_everything_can_be_explained(language):
    for name, card in load_cards().items():
        text = explain(name, language)
        assert name in text
        assert card.doc in text
        assert (card.label_zh if language == "zh" else card.label_en) in text
    for name, cause in CAUSES.items():
        assert explain(name, language) == explain(f"causes.{name}", language)
        assert all(c.name in explain(name, language) for c in load_cards().values() if c.cause == cause.name)


def test_explain_can_be_extended_and_tells_the_nearest_name():
    more = Lookup("outcomes", ("", ""), lambda: ["overdue"], lambda name: ("", ""), lambda name, lang: f"{name} {lang}")
    assert explain("overdue", "en", [more]) == "overdue en"
    with pytest.raises(InputError, match=r"Did you mean overdue\?"):
        explain("overdu", "en", [more])
