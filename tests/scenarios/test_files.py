"""Scenario files: shipped ones, `extends`, settings in both layouts, changes in Python."""

import pickle
from dataclasses import replace
from datetime import date

import pytest

import sim
from sim.errors import InputError
from sim.parameters.cards import load_cards
from sim.scenario import load_scenario, shipped_scenarios

SWITCHABLE = next(card for card in load_cards().values() if card.kind == "number" and card.cause)
PLAIN = next(card for card in load_cards().values() if card.kind == "number" and not card.cause)
TABLE = next(card for card in load_cards().values() if card.kind == "table" and not card.cause)


def write(folder, name, text):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_shipped_scenario_loads_and_survives_its_own_toml(tmp_path):
    assert {"baseline", "nothing_goes_wrong"} <= set(shipped_scenarios())
    for name in shipped_scenarios():
        scenario = load_scenario(name)
        again = load_scenario(write(tmp_path, f"{name}.toml", scenario.to_toml()))
        assert again.fingerprint() == scenario.fingerprint()
        assert again == scenario


def test_baseline_is_the_county_of_2014():
    baseline = load_scenario("baseline")
    assert (baseline.start, baseline.weeks, baseline.warmup_weeks) == (date(2014, 1, 6), 156, 260)
    population = baseline.population
    assert (population.projects, population.government_projects, population.workers) == (66, 37, 4002)
    assert all(baseline.causes.values())
    assert len(baseline.week_records()) == len(baseline.calendar().sunday) == 416


def test_a_scenario_can_be_hashed_and_pickled():
    baseline = load_scenario("baseline")
    copy = pickle.loads(pickle.dumps(baseline))
    assert copy == baseline
    assert hash(copy) == hash(baseline)
    assert hash(baseline.with_seed(2)) != hash(baseline)


def test_child_merges_over_parent_key_by_key_and_appends_shocks(tmp_path):
    write(
        tmp_path,
        "parent.toml",
        f"""
        title = "p"
        extends = "baseline"
        [population]
        workers = 500
        [parameters]
        "{PLAIN.name}" = {PLAIN.bounds[0]}
        [causes]
        disputes = "off"
        [[shocks]]
        kind = "flight"
        date = 2015-02-02
        target = "firm:3"
        """,
    )
    child = load_scenario(
        write(
            tmp_path,
            "child.toml",
            """
            extends = "parent.toml"
            weeks = 104
            [population]
            world = "shared"
            [causes]
            chains = false
            [[shocks]]
            kind = "dispute"
            date = 2014-05-05
            target = "project:2"
            weeks = 8
            lost_share = 0.5
            """,
        )
    )
    assert (child.name, child.title, child.weeks) == ("child", "p", 104)
    assert (child.population.workers, child.population.projects, child.population.world) == (
        500,
        66,
        "shared",
    )
    assert {name for name, on in child.causes.items() if not on} == {"chains", "disputes"}
    assert child.parameters[PLAIN.name] == ((None, PLAIN.bounds[0]),)
    assert [shock.kind for shock in child.shocks] == ["flight", "dispute"]
    assert (child.shocks[0].target_kind, child.shocks[0].target_number) == ("firm", 3)


def test_changes_in_python():
    baseline = load_scenario("baseline")
    low, high = PLAIN.bounds
    changed = baseline.with_parameters({PLAIN.name: [{"from": date(2015, 1, 1), "value": high}]})
    assert changed.parameters[PLAIN.name] == ((date(2015, 1, 1), high),)
    assert changed.week_records()[PLAIN.field][-1] == high
    assert changed.week_records()[PLAIN.field][0] == baseline.week_records()[PLAIN.field][0]
    assert baseline.with_causes({"chains": False}).causes["chains"] is False
    scalar = baseline.with_parameters({TABLE.name: TABLE.bounds[0]})
    assert set(scalar.week_records()[TABLE.field].ravel()) == {TABLE.bounds[0]}
    assert baseline.with_parameters({PLAIN.name: low}).name == "baseline"


def test_a_chinese_title_goes_with_its_title(tmp_path):
    base = load_scenario("baseline")
    assert base.title_zh == "2014年的一个县，改革之前"
    assert load_scenario(write(tmp_path, "mine.toml", base.to_toml())).title_zh == base.title_zh
    assert base.with_settings({"weeks": 10}).title_zh == base.title_zh
    assert base.with_settings({"title": "Another"}).title_zh == ""
    assert base.with_settings({"title": "Another", "title_zh": "另一个"}).title_zh == "另一个"
    assert replace(base, title_zh="").fingerprint() == base.fingerprint()
    with_pay = base.with_policies(sim.policies.MonthlyPay())
    assert with_pay.title_zh == "2014年的一个县，改革之前+按月足额支付"
    assert with_pay.without_policies().title_zh == base.title_zh
    assert all(load_scenario(name).title_zh for name in shipped_scenarios())


def test_a_cause_switched_off_later_overrides_an_inherited_setting():
    changed = load_scenario("baseline").with_parameters({SWITCHABLE.name: SWITCHABLE.bounds[1]})
    off = changed.with_causes({SWITCHABLE.cause: False})
    assert set(off.week_records()[SWITCHABLE.field]) == {SWITCHABLE.off}
    with pytest.raises(InputError, match=SWITCHABLE.cause):
        off.with_parameters({SWITCHABLE.name: SWITCHABLE.bounds[1]})


@pytest.mark.parametrize(
    ("path", "text", "read"),
    [
        ("weeks", "52", lambda s: s.weeks == 52),
        ("start", "2015-01-05", lambda s: s.start == date(2015, 1, 5)),
        ("population.workers", "1000", lambda s: s.population.workers == 1000),
        ("population.world", "shared", lambda s: s.population.world == "shared"),
        ("causes.chains", "off", lambda s: not s.causes["chains"]),
        ("causes.chains", "false", lambda s: not s.causes["chains"]),
        ("title", "123", lambda s: s.title == "123"),
        (PLAIN.name, str(PLAIN.bounds[1]), lambda s: s.parameters[PLAIN.name] == ((None, PLAIN.bounds[1]),)),
        (f"parameters.{PLAIN.name}", "0", lambda s: s == load_scenario("baseline").with_settings({PLAIN.name: "0"})),
        (
            PLAIN.name,
            f"[{{from = 2015-01-01, value = {PLAIN.bounds[0]}}}]",
            lambda s: s.parameters[PLAIN.name] == ((date(2015, 1, 1), PLAIN.bounds[0]),),
        ),
    ],
)
def test_settings_from_the_command_line(path, text, read):
    assert read(load_scenario("baseline").with_settings({path: text}))


def test_diff_names_path_and_both_values():
    baseline = load_scenario("baseline")
    other = baseline.with_settings({"weeks": 52, "causes.disputes": False})
    found = {path: (mine, theirs) for path, mine, theirs in baseline.diff(other)}
    assert found["weeks"] == (156, 52)
    assert found["causes.disputes"] == (True, False)
    assert baseline.diff(baseline) == []
