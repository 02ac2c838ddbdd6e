"""Measures of a scenario: read, checked, inherited, set, combined, written."""

from datetime import date

import pytest

import sim
from sim.policies import MEASURES_BY_KIND, combination
from sim.policies.combination import QUANTITIES, RULES
from sim.policies.policy import Policy

START = "start = 2015-01-05\n"
HEAD = 'extends = "baseline"\n'


def written(tmp_path, text, name="measures.toml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def entry(kind, more=""):
    return f'[[policies]]\nkind = "{kind}"\n{more}\n'


def refused(action, *arguments, **named):
    with pytest.raises(sim.InputError) as caught:
        action(*arguments, **named)
    assert all("\n" not in line for line in caught.value.lines)
    return caught.value.lines


BAD = [
    ("policies = 3\n", "policies = 3: must be a list of tables, [[policies]]."),
    ("policies = [3]\n", "policies[1] = 3: must be a table."),
    ("[[policies]]\n", "policies[1].kind: missing; it must be one of written_contracts, "),
    (entry("wage_depost"), 'policies[1].kind = "wage_depost": must be one of '),
    (entry("wage_depost"), "Did you mean wage_deposit?"),
    ("[[policies]]\nkind = 3\n", "policies[1].kind = 3: must be one of "),
    (entry("wage_deposit") + entry("monthly_pay", "rat = 1"), "policies[2].rat = 1: unknown key."),
    (entry("wage_deposit", "rat = 0.02"), "policies[1].rat = 0.02: unknown key. Did you mean rate?"),
    (entry("wage_deposit", 'rate = "2 %"'), 'policies[1].rate = "2 %": must be a number from 0 to 0.2.'),
    (entry("wage_deposit", "rate = true"), "policies[1].rate = true: must be a number from 0 to 0.2."),
    (entry("wage_deposit", "rate = nan"), "policies[1].rate = nan: must be a number from 0 to 0.2."),
    (entry("wage_deposit", "rate = 2"), "policies[1].rate = 2: must be a number from 0 to 0.2."),
    (entry("monthly_pay", "measured_monthly = 1"), "policies[1].measured_monthly = 1: must be true or false."),
    (entry("real_name", "setup_weeks = 4.5"), "policies[1].setup_weeks = 4.5: must be a whole number from 0 to 52."),
    (entry("monthly_pay", "compliance = 1.1"), "policies[1].compliance = 1.1: must be a number from 0 to 1."),
    (entry("monthly_pay", "compliance = 0.5\nfloor = 0.6"), "policies[1].floor = 0.6: must be a number from 0 to the compliance, 0.5."),
    (entry("monthly_pay", "ceiling = 0.6"), "policies[1].ceiling = 0.6: must be a number from the compliance, 1, to 1."),
    (entry("monthly_pay", 'start = "2015-01-05"'), 'policies[1].start = "2015-01-05": must be a date like 2015-01-05. Write the date without quotes.'),
    (entry("monthly_pay", 'owner_kinds = ["private"]'), "owner_kinds = [\"private\"]: unknown key. It belongs in coverage: "),
    (entry("direct_payment", "lag = 2"), "policies[1].lag = 2: unknown key. Did you mean lag_weeks?"),
    (entry("monthly_pay", "start = 2015-02-30"), "policies[1].start = 2015-02-30: must be a day of the calendar"),
    (entry("monthly_pay", "start = 2015-01-05T00:00:00"), "policies[1].start = 2015-01-05T00:00:00: must be a date"),
    (entry("monthly_pay", START + "stop = 2015-01-05"), "policies[1].stop = 2015-01-05: must be later than start, 2015-01-05."),
    (entry("monthly_pay", "start = 2015-01-06\nstop = 2015-01-08"), "policies[1].stop = 2015-01-08: must leave a week"),
    (entry("monthly_pay", "start = 2017-01-02"), "policies[1].start = 2017-01-02: must not be after 2016-12-26, the last week of the run."),
    (entry("monthly_pay", "start = 9999-12-31"), "policies[1].start = 9999-12-31: must not be after 2016-12-26"),
    (entry("monthly_pay", "start = 2010-01-04\nstop = 2014-01-06"), "policies[1].stop = 2014-01-06: must be after 2014-01-06, the first week of the run."),
    (entry("monthly_pay", "coverage = 1"), "policies[1].coverage = 1: must be a table."),
    (entry("monthly_pay", "coverage = {shares = 1}"), "policies[1].coverage.shares = 1: unknown key. Did you mean share?"),
    (entry("monthly_pay", "coverage = {share = -0.1}"), "policies[1].coverage.share = -0.1: must be a number from 0 to 1."),
    (entry("monthly_pay", "coverage = {owner_kinds = []}"), "policies[1].coverage.owner_kinds = []: must name at least one of government,"),
    (entry("monthly_pay", 'coverage = {owner_kinds = ["goverment"]}'), "Did you mean government?"),
    (entry("monthly_pay", 'coverage = {sectors = ["watr"]}'), "Did you mean water?"),
    (entry("monthly_pay", 'coverage = {sizes = ["medium", 3]}'), "policies[1].coverage.sizes = [\"medium\", 3]: must be a list of small, middle, large."),
    (entry("monthly_pay", 'coverage = {sizes = "small"}'), 'policies[1].coverage.sizes = "small": must be a list of small, middle, large.'),
    (entry("monthly_pay", 'coverage = {projects = "old"}'), 'policies[1].coverage.projects = "old": must be "new" or "all".'),
    (entry("monthly_pay", 'inherited = "gone"'), 'policies[1].inherited = "gone": must be "replaced" or "removed".'),
    (entry("monthly_pay", 'inherited = "removed"'), "no measure of kind monthly_pay is inherited."),
    (entry("monthly_pay") + entry("monthly_pay"), "policies[1] (monthly_pay) and policies[2] (monthly_pay): are in force at the same time"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "fragment"), BAD)
def test_a_bad_measure_is_one_line_that_names_its_key(tmp_path, text, fragment):
    path = written(tmp_path, HEAD + text)
    lines = refused(sim.load_scenario, path)
    assert len(lines) == 1, lines
    assert lines[0].startswith(f"{path}: ")
    assert fragment in lines[0]


def test_all_errors_of_all_measures_at_once(tmp_path):
    text = entry("nothing") + entry("wage_deposit", "rate = 5\nfloor = 0.9\ncompliance = 0.5\nx = 1")
    told = refused(sim.load_scenario, written(tmp_path, HEAD + text + "coverage = {sizes = [], share = 2}\n"))
    keys = ("[1].kind", "[2].rate", "[2].floor", "[2].x", "[2].coverage.sizes", "[2].coverage.share")
    assert len(told) == len(keys)
    assert all(any(f"policies{key} = " in line for line in told) for key in keys)


def test_what_is_not_given_is_as_the_measure_says(tmp_path):
    found = sim.load_scenario(written(tmp_path, HEAD + entry("wage_deposit"))).policies
    assert found == (sim.policies.WageDeposit(),)
    said = found[0].content(date(2014, 1, 6))
    assert (said["start"], said["floor"], said["ceiling"]) == (date(2014, 1, 6), 1.0, 1.0)
    assert "stop" not in said


def test_a_child_adds_replaces_and_removes(tmp_path):
    base = entry("wage_deposit", "rate = 0.01\nstop = 2015-01-05") + entry("monthly_pay")
    written(tmp_path, HEAD + base, "base.toml")

    def child(text):
        return sim.load_scenario(written(tmp_path, f'extends = "base.toml"\n{text}')).policies

    deposit, monthly = child("")
    assert child(entry("wage_deposit", "rate = 0.02\n" + START)) == (
        deposit,
        monthly,
        sim.policies.WageDeposit(start="2015-01-05"),
    )
    assert child(entry("wage_deposit", 'inherited = "replaced"')) == (monthly, sim.policies.WageDeposit())
    assert child(entry("monthly_pay", 'inherited = "removed"')) == (deposit,)
    lines = refused(child, entry("wage_deposit", "rate = 0.02"))
    assert (
        "policies (inherited) (wage_deposit) and policies[1] (wage_deposit): are in force at the same time" in lines[0]
    )
    assert 'inherited = "replaced"' in lines[0]
    assert (
        "names nothing but the kind; leave out rate"
        in refused(child, entry("wage_deposit", 'inherited = "removed"\nrate = 0.1'))[0]
    )


def test_errors_of_a_measure_beside_a_base_that_cannot_be_read(tmp_path):
    text = (
        'extends = "none"\n' + entry("wage_deposit", 'inherited = "removed"') + entry("monthly_pay", "compliance = 2")
    )
    lines = refused(sim.load_scenario, written(tmp_path, text))
    assert [line.rpartition(": ")[0].rpartition(": ")[2] for line in lines] == [
        'extends = "none"',
        "policies[2].compliance = 2",
    ]


def test_measures_made_in_python_are_told_as_in_a_file():
    make = sim.policies
    assert refused(make.WageDeposit, rate=5) == ["WageDeposit: rate = 5: must be a number from 0 to 0.2."]
    assert (
        refused(make.DirectPayment, start="2015-01-32")[0]
        == 'DirectPayment: start = "2015-01-32": must be a date like 2015-01-05.'
    )
    assert "Did you mean private?" in refused(make.Coverage, owner_kinds=["privat"])[0]
    assert "coverage.share = 2" in refused(make.RealName, coverage={"share": 2})[0]
    assert refused(make.RealName, floor=0.5, compliance=0.1) == [
        "RealName: floor = 0.5: must be a number from 0 to the compliance, 0.1."
    ]
    with pytest.raises(Exception, match="frozen"):
        make.WageDeposit().rate = 0.1


def test_with_and_without_measures():
    base = sim.load_scenario("baseline")
    direct = base.with_policies(sim.policies.DirectPayment(start="2015-01-05", compliance=0.9))
    both = direct.with_policies(sim.policies.WageDeposit(rate=0.02))
    assert [m.kind for m in both.policies] == ["direct_payment", "wage_deposit"]
    assert both.without_policies("direct_payment").policies == both.policies[1:]
    assert (base.name, direct.name, both.name) == (
        "baseline", "baseline+direct_payment", "baseline+direct_payment+wage_deposit",
    )  # fmt: skip
    assert direct.title == f"{base.title} + direct payment by the general contractor"
    assert both.without_policies("direct_payment").name == "baseline+wage_deposit"
    assert (both.without_policies().name, both.without_policies().title) == (base.name, base.title)
    assert both.without_policies().fingerprint() == base.fingerprint()
    assert "Did you mean wage_deposit?" in refused(both.without_policies, "wage_deposits")[0]
    assert (
        "policies[1] (direct_payment) and policies[2] (direct_payment)"
        in refused(direct.with_policies, sim.policies.DirectPayment())[0]
    )
    assert "must not be after" in refused(base.with_policies, sim.policies.RealName(start="2020-01-06"))[0]
    assert "must be a measure of sim.policies" in refused(base.with_policies, "direct_payment")[0]


def test_measures_decide_the_fingerprint_and_show_in_a_difference(tmp_path):
    base = sim.load_scenario("baseline")
    one = base.with_policies(sim.policies.WageDeposit(start="2015-01-05"))
    assert (
        len(
            {
                base.fingerprint(),
                one.fingerprint(),
                one.with_settings({"policies.wage_deposit.rate": 0.03}).fingerprint(),
            }
        )
        == 3
    )
    assert (
        one.fingerprint()
        == base.with_policies(sim.policies.WageDeposit(start="2015-01-05", rate=0.02, floor=1.0)).fingerprint()
    )
    assert one.resolved()["policies[1]"]["start"] == date(2015, 1, 5)
    rows = {path: (mine, theirs) for path, mine, theirs in base.diff(one)}
    assert rows["policies.wage_deposit.start"] == (None, date(2015, 1, 5))
    assert set(rows) == {p for p in rows if p.startswith("policies.wage_deposit.") and not p.endswith(".kind")}
    dearer = one.with_settings({"policies.wage_deposit.rate": "0.03", "policies.wage_deposit.coverage.share": "0.5"})
    assert one.diff(dearer) == [
        ("policies.wage_deposit.coverage.share", 1.0, 0.5), ("policies.wage_deposit.rate", 0.02, 0.03),
    ]  # fmt: skip
    beside = base.with_policies(sim.policies.MonthlyPay(), *dearer.policies)
    assert {row[0].split(".")[1] for row in one.with_policies(sim.policies.MonthlyPay()).diff(beside)} == {
        "wage_deposit"
    }
    again = sim.load_scenario(written(tmp_path, dearer.to_toml()))
    assert again.policies == dearer.policies
    assert again.fingerprint() == dearer.fingerprint()


@pytest.mark.parametrize(
    ("path", "value", "fragment"),
    [
        ("policies.monthly_pay.rate", "1", "must be policies.KIND.PARAMETER of a measure that this scenario has."),
        ("policies.wage_deposit.rte", "1", "Did you mean policies.wage_deposit.rate?"),
        ("policies.real_name.compliance", "1", "this scenario has no measure real_name; write a scenario file"),
        ("policies.wage_deposit.rate", "1", "policies.wage_deposit.rate = 1: must be a number from 0 to 0.2."),
        ("policies.wage_deposit.compliance", "x", 'policies.wage_deposit.compliance = "x": must be a number'),
        ("policies.wage_deposit.start", "2030-01-07", "policies[1].start = 2030-01-07: must not be after"),
        ("policies[1].rate", "0.1", "cannot be set here; write a scenario file that extends this one."),
    ],
)
def test_bad_settings_of_measures(path, value, fragment):
    scenario = sim.load_scenario("baseline").with_policies(sim.policies.WageDeposit(), sim.policies.MonthlyPay())
    lines = refused(scenario.with_settings, {path: value})
    assert len(lines) == 1
    assert lines[0].startswith("--set: ")
    assert fragment in lines[0]


def test_what_is_set_holds_in_every_measure_of_the_kind():
    steps = sim.load_scenario("baseline").with_policies(
        sim.policies.WageDeposit(stop="2015-01-05", rate=0.01), sim.policies.WageDeposit(start="2015-01-05")
    )
    assert [m.rate for m in steps.with_settings({"policies.wage_deposit.rate": "0.05"}).policies] == [0.05, 0.05]
    assert steps.policies[0].rate == 0.01


def test_two_measures_on_one_quantity_need_a_rule(monkeypatch):
    base = sim.load_scenario("baseline")
    both = (sim.policies.WrittenContracts(), sim.policies.RealName())
    base.with_policies(*both)
    monkeypatch.setattr(combination, "RULES", tuple(r for r in RULES if r.quantity != "evidence"))
    line = refused(base.with_policies, *both)[0]
    assert "policies[1] (written_contracts) and policies[2] (real_name): both act on what workers can prove" in line
    apart = [{"owner_kinds": ["private"]}, {"owner_kinds": ["government"]}]
    base.with_policies(*(type(m)(coverage=c) for m, c in zip(both, apart, strict=True)))
    base.with_policies(sim.policies.WrittenContracts(stop="2015-01-05"), sim.policies.RealName(start="2015-01-05"))


def test_every_measure_says_all_that_the_frame_asks():
    numbers = [measure.number for measure in MEASURES_BY_KIND.values()]
    assert numbers == sorted(set(numbers))
    quantities = {rule.quantity for rule in RULES}
    assert quantities == set(QUANTITIES)
    for kind, measure in MEASURES_BY_KIND.items():
        assert kind == measure.kind
        assert set(measure.acts_on) <= quantities
        assert measure.open_claims
        for name, field in measure.parameters().items():
            said = field.json_schema_extra
            assert all(said[key].strip() for key in ("unit", "label_en", "label_zh", "law", "doc")), name
    assert not set(Policy.model_fields) & {name for m in MEASURES_BY_KIND.values() for name in m.parameters()}


def test_all_measures_together_are_allowed():
    sim.load_scenario("baseline").with_policies(*(measure() for measure in MEASURES_BY_KIND.values()))


def test_the_shipped_scenarios_start_in_the_second_recorded_year():
    shipped = {
        "wage_deposit": {"wage_deposit"},
        "dedicated_account": {"dedicated_account"},
        "direct_payment": {"real_name", "dedicated_account", "direct_payment", "monthly_pay"},
        "monthly_pay": {"monthly_pay"},
        "deposit_and_direct_payment": {
            "real_name",
            "dedicated_account",
            "direct_payment",
            "monthly_pay",
            "wage_deposit",
        },
    }
    for name, kinds in shipped.items():
        measures = sim.load_scenario(name).policies
        assert {m.kind for m in measures} == kinds
        assert {m.start for m in measures} == {date(2015, 1, 5)}
