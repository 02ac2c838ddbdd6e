"""Bad input is one line each, with file, key, what was given and what is allowed."""

from dataclasses import replace
from datetime import date

import pytest

import sim
from sim.errors import InputError, nearest
from sim.parameters.cards import load_cards
from sim.scenario import Shock, limits, load_scenario
from sim.scenario.idle import idle_lines

CARD = next(card for card in load_cards().values() if card.kind == "number" and card.cause)
WHOLE = next(card for card in load_cards().values() if card.kind == "integer")
HEAD = 'title = "t"\nstart = 2014-01-06\nweeks = 10\nwarmup_weeks = 4\n'
PEOPLE = "[population]\nprojects = 5\ngovernment_projects = 2\nworkers = 100\n"
SHOCK = '[[shocks]]\nkind = "{}"\ndate = {}\ntarget = "{}"\n{}\n'

BAD = [
    ("wekks = 3\n" + HEAD + PEOPLE, ["wekks = 3: unknown key. Did you mean weeks?"]),
    (HEAD.replace("10", '"10"') + PEOPLE, ['weeks = "10": must be a whole number from 1 to 5200.']),
    (HEAD.replace("10", "true") + PEOPLE, ["weeks = true: must be a whole number"]),
    (HEAD.replace("10", "10.0") + PEOPLE, ["weeks = 10.0: must be a whole number"]),
    (HEAD.replace("10", "0") + PEOPLE, ["weeks = 0: must be a whole number from 1"]),
    (HEAD.replace("10", "inf") + PEOPLE, ["weeks = inf: must be a whole number"]),
    (HEAD.replace("10", "9" * 100) + PEOPLE, ["weeks = a number of more than 75 digits: must be"]),
    (HEAD.replace("weeks = 10\n", "") + PEOPLE, ["weeks: missing; it must be a whole number"]),
    (HEAD.replace("2014-01-06", '"2014-01-06"') + PEOPLE, ['start = "2014-01-06": must be a date']),
    (
        HEAD.replace("2014-01-06", "2014-01-06T00:00:00") + PEOPLE,
        ["start = 2014-01-06T00:00:00: must be a date"],
    ),
    (HEAD.replace("2014-01-06", "2014-02-30") + PEOPLE, ["start = 2014-02-30: must be a day", "2014-01-06", "line 2"]),
    (HEAD.replace("2014-01-06", "2014-1-6") + PEOPLE, ["start = 2014-1-6: must be a day of the calendar"]),
    (
        HEAD + PEOPLE + f"[parameters]\n{CARD.name} = [\n  {{from = 2014-13-01, value = {CARD.bounds[0]}}},\n]\n",
        [f"parameters.{CARD.name} = 2014-13-01: must be a day", "line 11"],
    ),
    (
        HEAD
        + PEOPLE
        + SHOCK.format("flight", "2014-02-29", "firm:1", "")
        + SHOCK.format("flight", "2014-02-03", "firm:1", ""),
        ["shocks[1].date = 2014-02-29: must be a day", "line 11"],
    ),
    (HEAD + "weeks = 12\n" + PEOPLE, ["weeks = 12: is given twice (line 5)"]),
    (HEAD + PEOPLE + "[causes]\n" + PEOPLE, ["[population]: is given twice", "line 10"]),
    (HEAD + PEOPLE + "[causes]\nchains = off\n", ["line 10: chains = off: is not valid TOML", 'written "on" or "off"']),
    (HEAD.replace('"t"', '"t'), ['line 1: title = "t: is not valid TOML, a text must end in its line']),
    (
        HEAD.replace("2014-01-06", "0001-01-01") + PEOPLE,
        ["start = 0001-01-01: warm-up and run must lie between"],
    ),
    (
        HEAD.replace("2014-01-06", "9999-12-31") + PEOPLE,
        ["start = 9999-12-31: warm-up and run must lie between"],
    ),
    (HEAD, ["population: missing"]),
    (HEAD + "population = 3\n", ["population = 3: must be a table"]),
    (HEAD + PEOPLE + "worker = 3\n", ["population.worker = 3: unknown key. Did you mean workers?"]),
    (HEAD + PEOPLE.replace("= 2", "= 6"), ["population.government_projects = 6: must be", "projects, 5"]),
    (HEAD + PEOPLE + 'world = "both"\n', ['population.world = "both": must be "replicate", "shared" or "warmed_up"']),
    (HEAD + PEOPLE + '[parameters]\n"no.such" = 1\n', ["parameters.no.such = 1: no parameter has this name"]),
    (HEAD + PEOPLE + f'[parameters]\n"{CARD.name}x" = 1\n', [f"Did you mean {CARD.name}?"]),
    (HEAD + PEOPLE + f'[parameters]\n"{CARD.name}" = nan\n', [f"{CARD.name} = nan: must be a number from"]),
    (HEAD + PEOPLE + f'[parameters]\n"{CARD.name}" = inf\n', [f"{CARD.name} = inf: must be a number from"]),
    (HEAD + PEOPLE + f'[parameters]\n"{CARD.name}" = true\n', [f"{CARD.name} = true: must be a number from"]),
    (HEAD + PEOPLE + f'[parameters]\n"{CARD.name}" = -1e9\n', ["must be a number from"]),
    (
        HEAD + PEOPLE + f"[parameters]\n{CARD.name} = {{from = 3, value = 0}}\n",
        ["must be a date like 2016-01-01"],
    ),
    (
        HEAD + PEOPLE + f'[parameters]\n"{WHOLE.name}" = 1.5\n',
        [f"{WHOLE.name} = 1.5: must be a whole number"],
    ),
    (
        HEAD + PEOPLE + f'[parameters]\n"{CARD.name}" = 0\n{CARD.name} = 0\n',
        [f"parameters.{CARD.name} = 0: is given twice"],
    ),
    (
        HEAD + PEOPLE + f'[parameters]\n"{CARD.name}" = [{{from=2014-02-01, value=0}}, {{from=2014-01-01, value=0}}]\n',
        ["each `from` must be later than the one before"],
    ),
    (
        HEAD + PEOPLE + f'[parameters]\n"{CARD.name}" = [{{from=2013-12-08, value={CARD.bounds[0]}}}]\n',
        [f"{CARD.name} = 2013-12-08: `from` must not be before 2013-12-09, when the warm-up begins"],
    ),
    (
        HEAD + PEOPLE + f'[parameters]\n"{CARD.name}" = {CARD.bounds[0]}\n[causes]\n{CARD.cause} = "off"\n',
        [f"parameters.{CARD.name}: is set while its cause {CARD.cause} is off"],
    ),
    (
        HEAD + PEOPLE + "[parameters]\nprojects.state_owned_share = 0.9\nprojects.partnership_share = 0.2\n",
        ["parameters.projects.state_owned_share + parameters.projects.partnership_share = 1.1: must not exceed 1."],
    ),
    (HEAD + PEOPLE + "[parameters]\nprojects.sector_shares = 0.3\n", ["sector_shares = 1.5: must make 1."]),
    (HEAD + PEOPLE + '[causes]\nchain = "off"\n', ['causes.chain = "off": no cause', "Did you mean chains?"]),
    (HEAD + PEOPLE + "[causes]\nchains = 0\n", ['causes.chains = 0: must be "on", "off", true or false']),
    (
        HEAD + PEOPLE + '[[policies]]\nkind = "wage_depost"\n',
        ["policies[1].kind", "must be one of", "Did you mean wage_deposit?"],
    ),
    (HEAD + "shocks = 3\n" + PEOPLE, ["shocks = 3: must be a list of tables"]),
    (
        HEAD + PEOPLE + SHOCK.format("flee", "2014-01-07", "firm:1", ""),
        ['shocks[1].kind = "flee": must be flight'],
    ),
    (
        HEAD + PEOPLE + SHOCK.format("fligth", "2014-01-07", "firm:1", ""),
        ['shocks[1].kind = "fligth": must be flight', "Did you mean flight?"],
    ),
    (
        HEAD + PEOPLE + SHOCK.format("flight", "2014-01-07", "project:6", ""),
        ['shocks[1].target = "project:6": there are projects 1 to 5'],
    ),
    (
        HEAD + PEOPLE + SHOCK.format("flight", "2014-01-07", "firm:9999", ""),
        ['shocks[1].target = "firm:9999": there are firms 1 to '],
    ),
    (
        HEAD + PEOPLE + SHOCK.format("flight", "2014-01-07", "firm:0", ""),
        ['shocks[1].target = "firm:0": must be'],
    ),
    (
        HEAD + PEOPLE + SHOCK.format("flight", "2014-01-07", "firm:1", "weeks = 3"),
        ["flight takes no `weeks`"],
    ),
    (HEAD + PEOPLE + SHOCK.format("dispute", "2014-01-07", "project:1", ""), ["dispute needs `weeks`"]),
    (
        HEAD + PEOPLE + SHOCK.format("owner_stops", "2014-01-07", "firm:1", "weeks = 3"),
        ["shocks[1].target", "owner_stops takes a project"],
    ),
    (
        HEAD + PEOPLE + SHOCK.format("owner_stops", "2014-01-07", "project:1", "weeks = 3\nlost_share = 0.5"),
        ["only a dispute takes `lost_share`"],
    ),
    (
        HEAD + PEOPLE + SHOCK.format("flight", "2014-03-11", "firm:1", ""),
        ["shocks[1].date = 2014-03-11: must lie in the run, from 2014-01-06 to 2014-03-10"],
    ),
    (
        HEAD + PEOPLE + SHOCK.format("flight", "2014-01-05", "firm:1", ""),
        ["shocks[1].date", "must lie in the run"],
    ),
    (
        HEAD + PEOPLE + SHOCK.format("flight", "2014-01-07", "firm:1", "how = 1"),
        ["shocks[1].how = 1: unknown key"],
    ),
    ('extends = "baselin"\n', ['extends = "baselin": no shipped scenario', "Did you mean baseline?"]),
    ("extends = 3\n", ["extends = 3: must be the name of a shipped scenario"]),
    ('extends = "bad.toml"\n', ["in a circle, bad.toml -> bad.toml"]),
    ("weeks = = 3\n", ["is not valid TOML", "line 1"]),
    ('"a\\nb\\u001b" = 1\n' + HEAD + PEOPLE, ["a\\nb\\x1b = 1: unknown key"]),
    ("x = " + "[" * 5000, ["is not valid TOML"]),
    (HEAD + "[parameters]\n" + "a." * 3000 + "a = 1\n" + PEOPLE, ["no parameter has this name"]),
]


def refused(path):
    with pytest.raises(InputError) as caught:
        load_scenario(path)
    assert all("\n" not in line for line in caught.value.lines)
    return caught.value.lines


@pytest.mark.parametrize(("text", "fragments"), BAD)
def test_bad_file_is_one_line_that_names_file_and_key(tmp_path, text, fragments):
    path = tmp_path / "bad.toml"
    path.write_text(text, encoding="utf-8")
    lines = refused(path)
    assert len(lines) == 1, lines
    assert lines[0].startswith(f"{path}: ")
    assert all(fragment in lines[0] for fragment in fragments), lines[0]


def test_all_errors_of_a_file_at_once(tmp_path):
    path = tmp_path / "bad.toml"
    path.write_text(
        'wekks = 1\ntitle = 3\nextends = "baseline"\nweeks = 0\nstart = 1\n'
        "[population]\nworkers = 0\n[parameters]\nx.y = 1\n[causes]\nno = true\n"
        '[[policies]]\n[[shocks]]\nkind = "flight"\n[[shocks]]\nkind = 1\n',
        encoding="utf-8",
    )
    told = "\n".join(refused(path))
    for key in ("wekks", "title", "weeks = 0", "start", "population.workers", "x.y", "causes.no", "policies"):
        assert f": {key}" in told or key in told
    for key in ("shocks[1].date", "shocks[1].target", "shocks[2].kind", "shocks[2].date", "shocks[2].target"):
        assert key in told


def test_what_is_wrong_in_one_part_hides_nothing_in_another(tmp_path):
    path = tmp_path / "bad.toml"
    path.write_text(
        'extends = "baseline"\ntitle = ""\nweeks = 52\nweeks = 60\n[parameters]\nprojects.sector_shares = 0.3\n'
        "[causes]\nchains = off\n"
        + SHOCK.format("dispute", "2015-02-29", "firm:2", "")
        + SHOCK.format("fligth", "2019-01-01", "project:1", "")
        + SHOCK.format("flight", "2014-02-03", "project:67", ""),
        encoding="utf-8",
    )
    assert [line.removeprefix(f"{path}: ").partition(" is not valid")[0] for line in refused(path)] == [
        "weeks = 60: is given twice (line 4).",
        "line 8: chains = off:",
        "shocks[1].date = 2015-02-29: must be a day of the calendar, written like 2014-01-06 (line 11).",
        'title = "": must be a text of 1 to 200 characters.',
        'shocks[1].target = "firm:2": dispute takes a project, "project:N".',
        "shocks[1]: dispute needs `weeks`, a whole number from 1 to 520.",
        'shocks[2].kind = "fligth": must be flight, owner_stops, dispute or downturn. Did you mean flight?',
        "shocks[2].date = 2019-01-01: must lie in the run, from 2014-01-06 to 2014-12-29.",
        "parameters.projects.sector_shares = 1.5: must make 1.",
        'shocks[3].target = "project:67": there are projects 1 to 66.',
    ]


def test_an_inherited_shock_must_find_its_target(tmp_path):
    (tmp_path / "parent.toml").write_text(
        'extends = "baseline"\n' + SHOCK.format("flight", "2014-02-03", "project:60", "")
    )
    parent = load_scenario(tmp_path / "parent.toml")
    with pytest.raises(InputError) as caught:
        parent.with_settings({"population.projects": 40})
    why = "there are projects 1 to 40, and the inherited flight of 2014-02-03 strikes project:60."
    assert caught.value.lines == [f"--set: population.projects = 40: {why}"]


@pytest.mark.parametrize(("name", "what"), [
    ("downturn", "shocks[1], downturn on 2014-07-07"), ("wage_deposit", "policies[1], wage_deposit from 2015-01-05"),
])  # fmt: skip
def test_what_a_shortened_run_does_not_reach_is_told_and_no_error(name, what):
    whole = load_scenario(name)
    short = whole.with_settings({"weeks": 10})
    assert idle_lines(whole) == []
    told = f"{what}: does nothing, because the last of the 10 weeks begins on 2014-03-10."
    assert idle_lines(short) == [told]
    again = short.with_policies(sim.policies.MonthlyPay()).with_settings({"policies.monthly_pay.compliance": 0.5})
    assert idle_lines(again) == [told]
    assert idle_lines(again.with_settings({"weeks": 156})) == []


@pytest.mark.parametrize(("day", "told"), [("2014-03-10", 0), ("2014-03-11", 1), ("9999-12-31", 1)])
def test_the_last_monday_is_not_too_late(day, told):
    shock = Shock(kind="flight", date=date.fromisoformat(day), target="firm:1")
    assert len(idle_lines(replace(load_scenario("baseline"), weeks=10, shocks=(shock,)))) == told


def test_a_later_start_is_blamed_for_what_it_leaves_behind():
    late = {"start": "2016-01-04"}
    with pytest.raises(InputError) as caught:
        load_scenario("downturn").with_settings(late)
    assert caught.value.lines == [
        "--set: start = 2016-01-04: leaves the inherited downturn of 2014-07-07 before the run."
    ]
    stopped = load_scenario("baseline").with_policies(sim.policies.MonthlyPay(stop="2015-01-05"))
    with pytest.raises(InputError) as caught:
        stopped.with_settings(late)
    why = "leaves no week to the inherited monthly_pay, which stops on 2015-01-05"
    assert caught.value.lines == [f"--set: start = 2016-01-04: {why}."]


def test_errors_of_parent_and_child_together(tmp_path):
    (tmp_path / "parent.toml").write_text('extends = "baseline"\nweeks = 0\n')
    child = tmp_path / "child.toml"
    child.write_text('extends = "parent.toml"\nwarmup_weeks = -1\n')
    lines = refused(child)
    assert len(lines) == 2
    assert "parent.toml: weeks = 0" in lines[0]
    assert "child.toml: warmup_weeks = -1" in lines[1]


def test_circle_of_three_files(tmp_path):
    for name, other in (("a", "b"), ("b", "c"), ("c", "a")):
        (tmp_path / f"{name}.toml").write_text(f'extends = "{other}.toml"\n')
    assert "a.toml -> b.toml -> c.toml -> a.toml" in refused(tmp_path / "a.toml")[0]


@pytest.mark.parametrize(
    ("content", "fragment"),
    [
        (b"\xff\xfe\x00\x01", "is not a text file in UTF-8"),
        (b"\x00" * 10, "is not valid TOML"),
        (b"", "missing"),
    ],
)
def test_bytes_that_are_no_scenario(tmp_path, content, fragment):
    path = tmp_path / "odd.toml"
    path.write_bytes(content)
    assert fragment in refused(path)[0]


def test_paths_that_are_no_file(tmp_path):
    assert "is a folder" in refused(tmp_path)[0]
    assert "no such file" in refused(tmp_path / "none.toml")[0]
    assert "Did you mean baseline?" in refused("baselin")[0]
    assert "not a regular file" in refused("/dev/null")[0]
    assert len(refused("a\0b")) == 1
    assert len(refused("x" * 5000)) == 1
    large = tmp_path / "large.toml"
    large.write_text("# " + "x" * 2_000_000)
    assert "larger than" in refused(large)[0]


def test_a_world_too_large_for_this_machine(tmp_path, monkeypatch):
    class Memory:
        available = 50_000

    monkeypatch.setattr(limits.psutil, "virtual_memory", Memory)
    path = tmp_path / "large.toml"
    path.write_text(HEAD + PEOPLE)
    assert "population.workers = 100: needs about" in refused(path)[0]


def test_nothing_in_a_file_is_executed(tmp_path):
    mark = tmp_path / "mark"
    code = f"__import__('pathlib').Path('{mark}').touch()"
    path = tmp_path / "bad.toml"
    path.write_text(f'title = "{code}"\nweeks = "{code}"\n[parameters]\n"{code}" = "{code}"\n[causes]\n"{code}" = 1\n')
    assert len(refused(path)) >= 3
    with pytest.raises(InputError):
        load_scenario("baseline").with_settings({"weeks": code})
    assert not mark.exists()


@pytest.mark.parametrize(
    ("settings", "fragment"),
    [
        ({"week": "3"}, "--set: week = "),
        ({"weeks": "abc"}, '--set: weeks = "abc": must be a whole number'),
        ({"weeks": "3\nwarmup_weeks = 1"}, "--set: weeks = "),
        ({"causes.chains": "maybe"}, '--set: causes.chains = "maybe"'),
        ({"population": "3"}, '--set: population = "3": is a table; set one of its keys, such as population.workers'),
        ({"parameters": "{}"}, '--set: parameters = "{}": is a table'),
        ({"shocks[1].weeks": "3"}, '--set: shocks[1].weeks = "3": cannot be set here; write a scenario file'),
        ({"seed": "3"}, '--set: seed = "3": is no key of a scenario; use the option --seed.'),
        (
            {"projects.sector_shares[2]": "0.1"},
            '--set: projects.sector_shares[2] = "0.1": single entries cannot be set',
        ),
        ({"parameters.projects.sector_share": "1"}, "--set: parameters.projects.sector_share = "),
        ({CARD.name: "0", f"parameters.{CARD.name}": "1"}, f'--set: parameters.{CARD.name} = "1": is given twice'),
    ],
)
def test_bad_settings(settings, fragment):
    with pytest.raises(InputError) as caught:
        load_scenario("baseline").with_settings(settings)
    assert caught.value.lines[0].startswith(fragment)


def test_nearest_name():
    assert nearest("wekks", ["weeks", "start"]) == " Did you mean weeks?"
    assert nearest("pay_chance", ["start", "owners.pay_chance"]) == " Did you mean owners.pay_chance?"
    assert nearest("zzz", ["weeks"]) == ""


def test_a_file_named_without_its_ending_is_offered(tmp_path):
    (tmp_path / "mine.toml").write_text('extends = "baseline"\n', encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_scenario(tmp_path / "mine")
    assert caught.value.lines[0].endswith(f"Did you mean {tmp_path / 'mine.toml'}?")
