"""A known state at the start: by hand, week by week against the ledger of days, and what cannot have come about."""

import sys
from datetime import date
from pathlib import Path

import pytest
from folders import write_tables

import sim
from sim.chain.tables import PACKAGE_DONE
from sim.cli import main
from sim.errors import InputError
from sim.population.columns import PAST_WEEKS
from sim.report.opening import opening_lines
from sim.running.one import Playing
from sim.world import check, open_claims

sys.path.append(str(Path(__file__).resolve().parents[1] / "accounting"))
from audit import Audit  # noqa: E402
from place_checks import check_places  # noqa: E402

ONE_CREW = {
    "projects": "uid,owner_kind,workers,weeks_left,weeks_done,price_yuan\n7,private,4,20,50,120000\n",
    "contracts": "uid,project,workers,planned_wages_yuan,own_wages_yuan,materials_yuan,part_share,festival_share,"
    "certification_weeks,term_weeks,milestone_share,pre_finances\n1,7,4,40000,40000,20000,0.8,0.8,4,4,0,no\n",
}
ROW = {"project": 7, "unpaid_yuan": 30000.01, "workers_owed": 5, "oldest_month": "2015-01"}
PLAIN = {
    "workers.mean_day_wage_fen": 10000, "workers.skill_wage": 1.0, "workers.wage_spread": 1.0, "crews.size": 4.0,
    "contracts.supplier_credit_weeks": 8, "crews.days_per_week": 6, "workers.persons_per_job": 2.0,
}  # fmt: skip


def written(folder, rows, *, start="2015-11-16", warmup=0, people="", cards=PLAIN, weeks=20):
    """The path of a scenario with an opening."""
    said = ",\n".join("{" + ", ".join(f"{k} = {v!r}".replace("'", '"') for k, v in row.items()) + "}" for row in rows)
    parameters = "".join(f"{name} = {value}\n" for name, value in cards.items())
    path = folder / "opening.toml"
    path.write_text(
        f'extends = "baseline"\ntitle = "opening"\nstart = {start}\nweeks = {weeks}\nwarmup_weeks = {warmup}\n'
        f'[causes]\ntied_wages = "off"\n[population]\nfrom = "county"\n{people}'
        f"[population.opening]\narrears = [{said}]\n[parameters]\n{parameters}"
    )
    return path


def opened(folder, rows=(ROW,), tables=ONE_CREW, **keys):
    """The scenario of `written`."""
    write_tables(folder / "county", **tables)
    return sim.load_scenario(written(folder, rows, **keys))


def test_an_opening_by_hand(tmp_path):
    """Four hands at 100 yuan a day since 1 December 2014, six days a week, 2,400 yuan a week.

    The festival was on 19 February 2015: 9 weeks of work before the winter break, 35 from 16 March to 15 November 2015.
    The contract has 3 yuan of value and 0.5 of materials for one of wages. Bills fall due 8 weeks after a month end: that
    of 30 August on 25 October, that of 27 September not yet. By 30 August 9 + 24 weeks were worked.
    """
    model = sim.Model(opened(tmp_path))
    assert (model.date, model.week) == (date(2015, 11, 15), 0)
    contract = model.table("contracts").iloc[0]
    assert contract.wages_fen == 44 * 240_000
    assert contract.value_fen == 44 * 720_000
    assert contract.price_fen == 12_000_000 + 44 * 720_000
    assert contract.planned_work == 4_000_000 + 44 * 240_000
    assert contract.materials_fen == 44 * 120_000
    assert contract.received_fen == 33 * 720_000 * 8 // 10
    assert contract.billed_fen == 41 * 720_000 * 8 // 10
    assert contract.spent_fen == 44 * 240_000 - 3_000_001 + 33 * 120_000
    firm = model.firms[int(contract.firm_uid)]
    assert (firm.cash_fen, firm.credit_fen) == (0, 0)

    # one of five has left: his whole claim since January, 5 weeks, is unpaid; 27,000.01 yuan lie pro rata on the claims of the
    # others: three of them with 5 weeks of last winter, all four with 35 of this year; 5 fen go to largest remainders
    claims = model.table("claims")
    last_year = claims[claims.days == 54]
    assert sorted(last_year.owed_fen) == [87_097, 87_097, 87_097, 300_000]
    assert sorted(claims[claims.days == 210].owed_fen) == [609_677, 609_677, 609_678, 609_678]
    leaver = last_year[last_year.owed_fen == 300_000].worker_uid.item()
    assert model.workers[int(leaver)].crew is None

    # wages of October fall due on 30 November: 7 weeks since then are deferred
    project = model.table("projects").iloc[0]
    assert (project.owner_kind, project.workers_on_site, project.grade) == ("private", 4, "general")
    assert project.deferred_fen == 4 * 7 * 6 * 10_000
    assert project.overdue_fen == 3_000_001 - project.deferred_fen
    assert project.unpaid_over_30_days_fen == project.overdue_fen
    assert model.check() == []


def test_where_no_row_says_otherwise_wages_are_paid_up_to_the_last_month_over_30_days_old(tmp_path):
    project = sim.Model(opened(tmp_path, rows=())).table("projects").iloc[0]
    assert project.grade == "none"
    assert project.unpaid_wages_fen == 7 * 240_000  # since the Monday after 27 September
    assert project.unpaid_over_30_days_fen == 0


def test_many_who_are_owed_three_months_make_arrears_severe(tmp_path):
    """Of 31,946.25 yuan one who left has 3,000, each of the three who were there in both years 24,000 / 93,000 of the rest:
    7,470 yuan, three months of 24.9 days."""

    def grade(yuan, **cards):
        changes = PLAIN | {f"authority.severe_{name}": value for name, value in cards.items()}
        return sim.Model(opened(tmp_path, [ROW | {"unpaid_yuan": yuan}], cards=changes)).table("projects").grade.item()

    assert grade(31946.25, workers=3) == "severe"
    assert grade(31946.24, workers=3) == "general"
    assert grade(31946.25, workers=4) == "general"
    assert grade(31946.24, workers=3, months=2.9) == "severe"


def test_the_opening_is_week_0_of_results(tmp_path):
    scenario = opened(tmp_path, weeks=6)
    results = sim.run_many([scenario], 2, out=tmp_path / "out")
    dates, unpaid = results.by_week("overdue", scenario.name)
    assert str(dates[0]) == "2015-11-15"
    assert unpaid[:, 0].tolist() == [3_000_001 - 4 * 7 * 6 * 10_000] * 2
    assert results.failures == []


def test_a_scenario_with_an_opening_is_written_and_read_alike(tmp_path):
    scenario = opened(tmp_path)
    (tmp_path / "again.toml").write_text(scenario.to_toml())
    assert sim.load_scenario(tmp_path / "again.toml").fingerprint() == scenario.fingerprint()
    other = opened(tmp_path, [ROW | {"unpaid_yuan": 30000.02}])
    assert other.fingerprint() != scenario.fingerprint()
    assert [path for path, _, _ in scenario.diff(other)] == ["population.opening"]


COUNTY = {
    "projects": "uid,owner_kind,workers,weeks_left,weeks_done\n1,private,30,40,70\n2,government,25,60,30\n"
    "3,private,20,30,60\n4,,18,50,\n5,state_owned,9,50,0\n",
    "crews": "uid,contract,hands,regime\n1,1,6,festival\n",
    "contracts": "uid,project,workers\n1,3,20\n",
}
ROWS = [
    {"project": 1, "unpaid_yuan": 500000.01, "workers_owed": 36, "oldest_month": "2014-10"},
    {"project": 2, "unpaid_yuan": 60000, "workers_owed": 20, "oldest_month": "2015-08"},
    {"project": 3, "unpaid_yuan": 90000.5, "workers_owed": 23, "oldest_month": "2015-01"},
]


class OpeningAudit(Audit):
    """The audit of a run whose books begin with a known opening: the days of the past stand in them."""

    def __init__(self, playing):
        super().__init__(playing)
        self.opening = playing.week - 1
        self._enter_past(playing.world)
        for uid, fen in zip(
            playing.world.contracts.uid.tolist(), playing.world.contracts.spent_fen.tolist(), strict=True
        ):
            self.contracts.spent[uid] = fen

    def _enter_past(self, world):
        """Every crew worked six days in every week since its first: the ledger takes all payments off the oldest."""
        ledger, last = self.ledger, self.opening
        ledger._observe_crews(world, last)
        used = open_claims(world)
        claims, crews = world.claims[used], world.crews[world.claims.crew[used]]
        rows = ledger._find_rows(crews.uid, world.persons.uid[claims.person], claims.day_wage_fen)
        for crew in world.crews[world.crews.state > 0]:
            ended = int(crew.end_week) if crew.state == PACKAGE_DONE else None
            known = ledger.crews[int(crew.uid)]
            known.ended = ended
            known.worked = list(range(int(crew.start_week), last if ended is None else ended))  # the last is observed
        for row, crew, claim in zip(rows.tolist(), crews, claims, strict=True):
            known = ledger.crews[int(crew.uid)]
            ledger.unpaid[row, known.worked] = 6 * int(claim.day_wage_fen)
            ledger.days[row] = 6 * len(known.worked)
            person = int(ledger.person[row])
            ledger.last_wage_fen.setdefault(person, int(claim.day_wage_fen))
            year = ledger.sunday(known.worked[-1]).year
            ledger.last_year_worked[person] = max(year, ledger.last_year_worked.get(person, 0))

    def check_opening(self):
        """The opening itself, as a week's close."""
        playing, week = self.playing, self.opening
        rows = self.ledger.observe(playing, week)
        self.ledger.newest_paid[:] = -1  # who was paid before whom the scenario says, not a rule of payers
        owed = self.ledger.owed(week)
        self._check_claims(week, rows, owed)
        self._check_totals(week, owed)
        self.contracts.check(playing, self.ledger, week)
        check_places(playing, self.ledger, self.chains, owed, week)


@pytest.mark.parametrize("seed", [1, 2])
def test_every_week_after_an_opening_keeps_its_identities(tmp_path, seed):
    scenario = opened(tmp_path, ROWS, COUNTY, people="government_projects = 2\n", cards={}, weeks=30)
    scenario = scenario.with_causes({"tied_wages": True}).with_seed(seed)
    playing = Playing(scenario, seed, record_every=1)
    audit = OpeningAudit(playing)
    audit.check_opening()
    for week in range(PAST_WEEKS, len(playing.calendar)):
        playing.play(week + 1)
        audit.close(week)
    audit.finish()


FIELD = "population.opening.arrears[1]"


@pytest.mark.parametrize(
    ("row", "keys", "said"),
    [
        ({}, {"warmup": 8}, "warmup_weeks = 8: must be 0 beside population.opening, which is the start."),
        ({"project": 8}, {}, f"{FIELD}.project = 8: projects.csv has no row with this uid."),
        (
            {"oldest_month": "2015-12"},
            {},
            f'{FIELD}.oldest_month = "2015-12": must not be after the start, 2015-11-15.',
        ),
        ({"oldest_month": "2015-13"}, {}, 'oldest_month = "2015-13": must be a month like "2019-03".'),
        ({"unpaid_yuan": 1.005}, {}, "unpaid_yuan = 1.005: must be an amount in yuan, at most two decimals."),
        (
            {"oldest_month": "1905-03"},
            {"start": "1905-11-20"},  # its past begins in 1900
            "warm-up and run must lie between 1902 and 2096, where Spring Festivals are known.",
        ),
        ({"workers_owed": 0}, {}, "workers_owed = 0: must be a whole number from 1 to 100000000."),
    ],
)
def test_what_does_not_fit_the_scenario_is_told_with_the_file(tmp_path, row, keys, said):
    with pytest.raises(InputError) as error:
        opened(tmp_path, [ROW | row], **keys)
    assert [line.endswith(said) for line in error.value.lines] == [True], error.value.lines


def test_an_opening_needs_tables_and_one_row_a_project(tmp_path):
    path = written(tmp_path, [ROW, ROW])
    path.write_text(path.read_text().replace('from = "county"\n', ""))
    with pytest.raises(InputError) as error:
        sim.load_scenario(path)
    assert [line.partition("population.")[2] for line in error.value.lines] == [
        "opening: needs population.from, the tables that describe the start.",
        "opening.arrears[2].project = 7: has a row above.",
    ]


@pytest.mark.parametrize(
    ("row", "keys", "said"),
    [
        ({"unpaid_yuan": 96000.01}, {}, "unpaid_yuan = 96000.01: these 5 workers earned 96000.00 there since 2015-01."),
        ({"unpaid_yuan": 2999.99}, {}, "unpaid_yuan = 2999.99: too little for 5 workers, one of them unpaid since 2015-01."),
        ({"workers_owed": 9}, {}, "workers_owed = 9: 8 earned wages there since 2015-01."),
        ({"workers_owed": 4, "oldest_month": "2014-10"}, {}, "oldest_month = 2014-10: none of those owed was at work there then."),
        ({"oldest_month": "2015-03"}, {}, "workers_owed = 5: 4 earned wages there since 2015-03."),
        ({}, {"start": "2015-02-16"}, "sites rest at the start; it must lie between two winter breaks."),
    ],
)  # fmt: skip
def test_what_cannot_have_come_about_is_told(tmp_path, row, keys, said):
    scenario = opened(tmp_path, [ROW | row], **keys)
    with pytest.raises(InputError) as error:
        Playing(scenario, 0)
    (line,) = error.value.lines
    assert line.startswith("opening: population.opening: ")
    assert line.endswith(said)


def test_the_most_that_can_be_unpaid_is_all_that_was_earned(tmp_path):
    project = sim.Model(opened(tmp_path, [ROW | {"unpaid_yuan": 96000}])).table("projects").iloc[0]
    assert project.unpaid_wages_fen == 9_600_000


def test_nanqiao_opens_as_reported():
    scenario = sim.load_scenario("nanqiao")
    lines = "\n".join(opening_lines(scenario, "en"))
    for said in ("2019-11-17", "26: 18 general, 8 severe", "81,000,000.00 yuan", "of 4,002", " 2,800", "the other 40"):
        assert said in lines
    model = sim.Model(scenario)
    projects = model.table("projects")
    bad = projects.grade != "none"
    assert (projects.owner_kind == "government").sum() == 37
    assert len(projects) == 66
    assert projects.workers_on_site.sum() == 4002
    assert (projects.deferred_fen + projects.overdue_fen)[bad].sum() == 8_100_000_000
    assert (projects.unpaid_over_30_days_fen[~bad] == 0).all()
    claims, firms = model.table("claims"), model.table("firms")
    employers = claims.employer_uid[claims.project_uid.isin(projects.uid[bad]) & (claims.owed_fen > 0)]
    assert (firms[["cash_fen", "credit_fen"]][firms.uid.isin(employers)] == 0).all(axis=None)
    assert (firms.credit_fen > 0).any()
    model.run_model()
    assert model.date == date(2020, 4, 5)
    assert model.check() == []


def test_tables_grow_while_the_past_is_played(tmp_path):
    """Crews of one, and bills that stay open for four years: more of both than a world has room for at first."""
    slow = {"contracts.certification_weeks": 104, "contracts.term_weeks": 104, "crews.smallest": 1, "crews.size": 1.0}
    tables = {"projects": "uid,owner_kind,workers,weeks_left,weeks_done\n1,private,60,40,250\n2,government,90,60,240\n"}
    playing = Playing(opened(tmp_path, (), tables, cards=slow, weeks=4), 0)
    assert playing.world.bills.size > 80 * 2 + 128
    assert playing.world.crews.size > int(150 * 0.35) + 8 * 2 + 64
    playing.play(len(playing.calendar))
    assert check(playing.world) == []


def command(*tokens):
    """Exit status of a command."""
    with pytest.raises(SystemExit) as left:
        main(list(tokens))
    return left.value.code


def test_the_command_line_tells_the_opening_and_what_is_wrong_with_it(tmp_path, capsys):
    opened(tmp_path, weeks=2)
    path = str(tmp_path / "opening.toml")
    assert command("run", path, "--out", str(tmp_path / "out")) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "The state at the close of 2015-11-15"
    # 3,000 of who has left and three times 870.97 are of last winter; 105,600 were earned
    for line, figure in ((4, "3,000.00 yuan"), (5, "5,612.91 yuan"), (6, "28.4%"), (7, "0.00 yuan")):
        assert printed[line].endswith(f"  {figure}"), printed[line]
    assert command("run", path, "--lang", "zh", "--out", str(tmp_path / "out")) == 0
    assert capsys.readouterr().out.splitlines()[0] == "2015-11-15日终的状态"
    assert command("population", "export", path, "--out", str(tmp_path / "tables")) == 2
    assert "a known opening has a past that tables do not hold" in capsys.readouterr().err

    opened(tmp_path, [ROW | {"unpaid_yuan": 96000.01}])
    assert command("run", path, "--out", str(tmp_path / "none")) == 2
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 1
    assert "unpaid_yuan = 96000.01" in told[0]
    assert not list((tmp_path / "none").glob("*"))
