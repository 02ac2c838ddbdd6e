"""The fingerprint follows what decides a run, and nothing else."""

from dataclasses import replace
from datetime import date

import pytest

from sim.parameters.cards import load_cards
from sim.scenario import load_scenario
from sim.scenario.toml import dated_value

FREE = [card for card in load_cards().values() if card.bounds[0] < card.bounds[1]]
NUMBER = next(card for card in FREE if card.kind == "number")


def loaded(folder, name, text):
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return load_scenario(path)


def test_layout_title_and_reason_do_not_count(tmp_path):
    subject, _, key = NUMBER.name.partition(".")
    low = NUMBER.bounds[0]
    nested = loaded(tmp_path, "a", f'extends = "baseline"\n[parameters.{subject}]\n{key} = {low}\n')
    quoted = loaded(
        tmp_path,
        "b",
        f'title="x"\nwhy="y"\nextends="baseline"\n[parameters]\n"{NUMBER.name}"=[{{value={low}}}]\n',
    )
    alone = loaded(tmp_path, "c", nested.to_toml() + "# a comment\n")
    assert nested.fingerprint() == quoted.fingerprint() == alone.fingerprint()
    assert nested.fingerprint() != load_scenario("baseline").fingerprint()
    assert len(nested.fingerprint()) == 64


def test_a_card_set_to_its_own_value_counts_as_not_set():
    baseline = load_scenario("baseline")
    for card in load_cards().values():
        same = baseline.with_parameters({card.name: dated_value(((None, card.value[0][1]), *card.value[1:]))})
        assert same.fingerprint() == baseline.fingerprint(), card.name


def test_seed_and_source_do_not_count():
    baseline = load_scenario("baseline")
    assert replace(baseline, seed=7, source="", name="x").fingerprint() == baseline.fingerprint()


@pytest.mark.parametrize("card", FREE, ids=lambda card: card.name)
def test_every_card_counts(card):
    baseline = load_scenario("baseline")
    now = card.value[-1][1]
    first = now[0] if isinstance(now, tuple) else now
    other = card.bounds[0] if first != card.bounds[0] else card.bounds[1]
    if card.kind == "integer":
        other = int(other)
    value = [other, *now[1:]] if isinstance(now, tuple) else other
    if card.name in ("projects.sector_shares", "workers.skill_shares"):
        value = list(reversed(now))  # these must make 1
    assert baseline.with_parameters({card.name: value}).fingerprint() != baseline.fingerprint()


def test_every_other_value_counts(tmp_path):
    baseline = load_scenario("baseline")
    seen = {baseline.fingerprint()}
    changes = [
        {"start": date(2014, 1, 13)},
        {"weeks": 157},
        {"warmup_weeks": 261},
        {"population.projects": 67},
        {"population.government_projects": 36},
        {"population.workers": 4003},
        {"population.world": "shared"},
        *({f"causes.{cause}": False} for cause in baseline.causes),
    ]
    for change in changes:
        seen.add(baseline.with_settings(change).fingerprint())
    shock = 'extends="baseline"\n[[shocks]]\nkind="dispute"\ndate=2014-05-05\ntarget="project:1"\nweeks=4\n'
    for text in (
        shock,
        shock.replace("=4", "=5"),
        shock.replace(":1", ":2"),
        shock.replace("05-05", "05-12"),
        shock.replace("dispute", "owner_stops"),
        shock + "lost_share=0.1\n",
        shock + shock.partition("\n")[2],
    ):
        seen.add(loaded(tmp_path, "shock", text).fingerprint())
    assert len(seen) == 1 + len(changes) + 7
