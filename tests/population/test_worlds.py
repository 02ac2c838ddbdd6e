"""What tables give stands in the opening world; what they leave out is drawn as without tables."""

import json

import numpy as np
import pytest
from folders import played, scenario_of, world_bytes, write_tables

import sim
from sim.declared.kinds import FIRM_KINDS, PAYMENT_ORDERS
from sim.errors import InputError
from sim.ledger.claims import MONTHLY, PROJECT_END
from sim.running.one import Playing, run
from sim.scenario import load_scenario

TABLES = {
    "projects": "uid,owner_kind,owner,owner_promptness,sector,size_class,workers,weeks_left,price_yuan\n"
    "3,private,9,0.5,water,large,40,100,9000000.01\n1,government,2,,,,24,,\n7,private,9,0.5,,,,,\n",
    "firms": "uid,kind,kappa,order,cash_yuan\n10,labour_boss,0.25,suppliers_first,12.34\n"
    "11,general_contractor,,,\n12,licensed_subcontractor,,,0\n14,general_contractor,,,\n",
    "contracts": "uid,project,parent,firm,workers,weeks,price_yuan,planned_wages_yuan,own_wages_yuan,materials_yuan,"
    "part_share,milestone_share,pre_finances,pass_on_weeks,term_weeks\n"
    "5,3,7,10,28,90,700000,650000.5,,,,,,2,\n7,3,9,12,,,800000,,,,,,,,9\n9,3,,11,,,,900000,,1000.1,0.7,0.25,yes,,\n"
    "6,3,9,,12,,,,,,,,,,\n1,1,,14,24,,,,,,,0,no,,\n",
    "crews": "uid,contract,hands,regime,piece,allowance_share,weeks_left\n8,5,,monthly,no,0.35,12\n2,1,5,project_end,yes,,4\n"
    "9,5,3,,,,\n",
    "workers": "uid,crew,skill,day_wage_yuan,patience_weeks\n4,8,general,140.5,3\n1,,skilled,99.99,7\n3,8,technician,,\n6,2,,,\n",
}


@pytest.fixture
def scenario(tmp_path):
    return scenario_of(write_tables(tmp_path / "county", **TABLES), workers=90)


def test_what_tables_give_stands_in_the_world(scenario):
    w = Playing(scenario, 3).world
    assert scenario.population.projects == 3
    assert scenario.population.government_projects == 1
    projects = w.projects[:3]
    assert w.slots.uid.tolist() == [1, 3, 7]
    assert w.slots.opening_workers.tolist() == [24, 40, 90 - 64]
    assert projects.sector[1] == 3
    assert projects.size_class[1] == 2
    assert projects.planned_weeks[1] == 100
    assert w.owners.uid[projects.owner].tolist() == [2, 9, 9]
    assert w.owners.promptness[projects.owner[1]] == 0.5
    general, middle, leaf = (w.contracts[row] for row in (1, 3, 4))
    boss = w.firms[leaf.firm]
    assert (FIRM_KINDS[boss.kind], PAYMENT_ORDERS[boss.order], boss.kappa) == ("labour_boss", "suppliers_first", 0.25)
    assert w.accounts.balance_fen[boss.account] == 1234
    assert general.price_fen == 900_000_001
    assert general.materials_plan_fen == 100_010
    assert (general.part_share, general.milestone_share, general.pre_finances) == (0.7, 0.25, True)
    assert general.planned_work == 90_000_000
    assert general.passed_fen == 80_000_000 + w.contracts.price_fen[2]
    assert (middle.term_weeks, middle.tier, middle.target_workers, middle.own_work) == (9, 2, 0, 0)
    assert (leaf.tier, leaf.target_workers, leaf.weeks, leaf.price_fen) == (3, 28, 90, 70_000_000)
    assert (leaf.planned_work, leaf.own_work, leaf.pass_on_weeks) == (65_000_050, 65_000_050, 2)
    assert not w.contracts.pre_finances[0]
    assert w.persons.uid[:4].tolist() == [1, 3, 4, 6]
    assert (w.persons.day_wage_fen[[0, 2]]).tolist() == [9999, 14050]
    assert w.persons.skill[:3].tolist() == [1, 2, 0]
    assert w.persons.patience_weeks[[0, 2]].tolist() == [7, 3]


def test_crews_at_work_are_formed_of_those_named_and_of_idle_ones(scenario):
    w = Playing(scenario, 0).world
    crews = w.crews[w.crews.state == 1]
    of_boss, own = crews[crews.hands == 2][0], crews[crews.hands == 5][0]
    assert (of_boss.regime, of_boss.piece, of_boss.allowance_share, of_boss.end_week) == (MONTHLY, False, 0.35, 12)
    assert (own.regime, own.piece, own.end_week) == (PROJECT_END, True, 4)
    members = w.claims.person[own.first_claim : own.first_claim + 5]
    assert members[0] == 3  # uid 6
    assert len(set(members.tolist())) == 5
    assert w.persons.claim[members].tolist() == list(range(own.first_claim, own.first_claim + 5))
    assert own.day_wages_fen == w.claims.day_wage_fen[own.first_claim : own.first_claim + 5].sum()
    assert sorted(w.persons.uid[w.claims.person[of_boss.first_claim :][:2]].tolist()) == [3, 4]


def test_hired_in_the_first_week_crews_have_other_uids_than_those_at_work(scenario):
    playing = Playing(scenario, 0)
    playing.play(1)
    crews = playing.world.crews
    uids = crews.uid[crews.state > 0]
    assert len(uids) > 2
    assert len(set(uids.tolist())) == len(uids)


def test_a_played_run_keeps_its_accounts(scenario):
    assert played(scenario, 1) != played(scenario, 2)  # one world, other luck


def test_all_replicates_share_the_world(scenario):
    first, other = (world_bytes(Playing(scenario, k).world) for k in (0, 5))
    assert first == other


def test_a_world_of_tables_may_be_warmed_up_once(tmp_path):
    county = scenario_of(write_tables(tmp_path / "county", **TABLES), workers=90, world='"warmed_up"')
    one, other = (run(county, k).values for k in (1, 2))
    assert np.array_equal(one[0], other[0])
    assert not np.array_equal(one[-1], other[-1])


def test_a_table_of_nothing_but_projects_is_the_synthetic_world(tmp_path):
    keys = {"government_projects": 3, "workers": 150}
    folder = write_tables(tmp_path / "bare", projects="uid\n" + "".join(f"{i}\n" for i in (2, 5, 1, 4, 3)))
    tabled = scenario_of(folder, **keys)
    (tmp_path / "plain.toml").write_text(
        (tmp_path / "bare.toml").read_text().replace('from = "bare"', 'projects = 5\nworld = "shared"')
    )
    plain = load_scenario(tmp_path / "plain.toml")
    assert tabled.fingerprint() != plain.fingerprint()
    assert world_bytes(Playing(tabled, 2).world) == world_bytes(Playing(plain, 2).world)
    assert played(tabled, 2) == played(plain, 2)


def test_kinds_of_firms_that_the_table_lacks_are_drawn_as_without_it(tmp_path):
    projects = "uid\n1\n2\n3\n4\n5\n"
    keys = {"government_projects": 3, "workers": 150}
    bare = Playing(scenario_of(write_tables(tmp_path / "bare", projects=projects), **keys), 0).world
    firms = "uid,kind\n1,general_contractor\n5,general_contractor\n"
    some = Playing(scenario_of(write_tables(tmp_path / "some", projects=projects, firms=firms), **keys), 0).world
    assert np.array_equal(bare.seats.uid, some.seats.uid)
    assert np.array_equal(bare.contracts.price_fen, some.contracts.price_fen)


def test_more_workers_than_the_jobs_need_are_all_there(tmp_path):
    workers = "uid\n" + "".join(f"{i}\n" for i in range(1, 301))
    folder = write_tables(tmp_path / "many", projects="uid,workers,owner_kind\n1,20,private\n", workers=workers)
    assert Playing(scenario_of(folder), 0).world.persons.size == 300
    few = write_tables(tmp_path / "few", projects="uid,workers,owner_kind\n1,20,private\n", workers="uid\n7\n")
    persons = Playing(scenario_of(few), 0).world.persons
    assert persons.uid.tolist() == list(range(7, 32))


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"workers": 60}, "population.workers = 60: the rows of projects.csv alone make 64"),
        ({"workers": 90, "projects": 4}, "population.projects = 4: the tables give 3; leave it out."),
        ({"workers": 90, "government_projects": 2}, "population.government_projects = 2: the tables give 1; leave it out."),
        ({"workers": 90, "world": '"replicate"'}, 'population.world = "replicate": must be "shared" or "warmed_up" where tables give the world.'),
    ],
)  # fmt: skip
def test_keys_that_contradict_the_tables_are_told(tmp_path, keys, said):
    folder = write_tables(tmp_path / "county", **TABLES)
    with pytest.raises(InputError) as caught:
        scenario_of(folder, **keys)
    assert [line for line in caught.value.lines if said in line]


def test_what_tables_and_keys_leave_open_is_inherited(tmp_path):
    assert scenario_of(write_tables(tmp_path / "county", **TABLES)).population.workers == 4002


def test_errors_of_the_tables_are_errors_of_the_scenario(tmp_path):
    folder = write_tables(tmp_path / "county", **TABLES | {"projects": "uid,workers\n1,x\n3,\n7,\n"})
    with pytest.raises(InputError) as caught:
        scenario_of(folder, wrkers=3)
    assert any('projects.csv: row 2, workers = "x"' in line for line in caught.value.lines)
    assert any("population.wrkers = 3: unknown key. Did you mean workers?" in line for line in caught.value.lines)
    with pytest.raises(InputError, match="population.from = .none.: must be a folder"):
        scenario_of(tmp_path / "none")


def test_a_project_too_large_to_be_counted_is_refused(tmp_path):
    huge = "uid,owner_kind,workers,weeks_left\n1,private,9000000,1040\n" + "".join(
        f"{i},private,1,\n" for i in range(2, 99)
    )
    with pytest.raises(InputError, match="at these prices one project may come to"):
        scenario_of(write_tables(tmp_path / "huge", projects=huge))


def test_content_is_in_the_fingerprint_and_the_place_is_not(tmp_path, scenario):
    moved = scenario_of(write_tables(tmp_path / "elsewhere" / "moved", **TABLES), workers=90)
    assert moved.fingerprint() == scenario.fingerprint()
    other = scenario_of(
        write_tables(tmp_path / "other", **TABLES | {"firms": TABLES["firms"] + "15,shell,,,\n"}), workers=90
    )
    assert other.fingerprint() != scenario.fingerprint()
    assert [path for path, _, _ in scenario.diff(other)] == ["population.tables.firms"]


def test_what_a_scenario_writes_reads_the_same_tables(tmp_path, scenario):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "copy.toml").write_text(scenario.to_toml())
    copy = load_scenario(tmp_path / "deep" / "copy.toml")
    assert copy.fingerprint() == scenario.fingerprint()
    assert scenario.with_settings({"weeks": 39}).given() is scenario.given()


def test_tables_that_change_after_the_scenario_was_read_are_refused(tmp_path, scenario):
    write_tables(tmp_path / "county", firms=TABLES["firms"] + "15,shell,,,\n")
    with pytest.raises(InputError, match="has changed since the scenario county was read"):
        Playing(scenario, 0)


def test_the_manifest_says_what_was_given_and_what_drawn(tmp_path, scenario):
    sim.run_many([scenario.with_settings({"weeks": 4, "warmup_weeks": 0})], 2, out=tmp_path / "out")
    entry = json.loads((tmp_path / "out" / "manifest.json").read_text())["scenarios"][0]
    assert entry["world"] == "shared"
    assert entry["population"]["given"]["projects"]["columns"]["workers"] == 2
    assert "workers" in entry["population"]["drawn"]["projects"]
    assert set(entry["population"]["drawn"]) == {"projects", "firms", "contracts", "crews", "workers"}


def test_every_interval_says_that_there_is_one_world(tmp_path, scenario):
    from sim.cli.compare import _files
    from sim.cli.table import run_table
    from sim.figures.run import draw_run
    from sim.figures.words import counted
    from sim.report.comparison import compare_table
    from sim.report.notes import notes

    short = scenario.with_settings({"weeks": 30, "warmup_weeks": 0})
    both = sim.run_many([short, short.with_parameters({"contracts.term_weeks": 9})], 2)
    assert both.world == "shared"
    assert "2 replicates in one world" in run_table(both, both.scenarios[0])
    assert "同一世界的2次模拟" in run_table(both, both.scenarios[0], "zh")
    comparison = both.compare()
    assert "95 % interval, one world" in compare_table(comparison)
    assert "All replicates play in one world, so that no interval says how worlds differ." in notes(comparison)
    assert set(comparison.table()["world"]) == {"shared"}
    (tmp_path / "into").mkdir()
    assert list(_files(both, [], tmp_path / "into", "en")) == draw_run(both, tmp_path / "figures") == []
    for name in ("compare.csv", "compare_places.csv", "compare_flows.csv"):
        head, *rows = (tmp_path / "into" / name).read_text("utf-8-sig").splitlines()
        assert head.split(",")[-1] == "world"
        assert {row.split(",")[-1] for row in rows} == {"shared"}
    assert counted("pairs", 3, "replicate", "en") == "3 pairs"


def test_worlds_of_each_replicate_and_one_for_all_are_told_apart(scenario):
    short = {"weeks": 30, "warmup_weeks": 0}
    size = {"population.projects": 3, "population.government_projects": 1, "population.workers": 90}
    other = load_scenario("baseline").with_settings(short | size | {"start": "2014-04-07"})
    mixed = sim.run_many([scenario.with_settings(short), other], 2)
    assert mixed.world == "mixed"
    assert sim.run_many([other], 1).world == "replicate"
