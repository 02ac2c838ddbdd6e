"""A country is its regions, played by themselves and added up."""

from concurrent.futures import Executor, Future
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.cli.population import export_population
from sim.core.draws import replicate_seed
from sim.errors import InputError
from sim.model import Model
from sim.population.regions import firms_before, numbered
from sim.results import open_results, run, run_many
from sim.running.branches import play_trunk, trunks
from sim.running.compact import declarations, play_record
from sim.running.records import ARRAYS, COUNTS
from sim.running.regions import total
from sim.scenario import Population, Shock, load_scenario

REGIONS = 4
COUNTRY = load_scenario("baseline").with_settings(
    {"weeks": 60, "warmup_weeks": 30, "population.workers": 602, "population.projects": 19,
     "population.government_projects": 11, "population.regions": REGIONS}
)  # fmt: skip
FIRST = numbered(COUNTRY.population, 0, COUNTRY.week_records().view(np.recarray)[0])
THIRD = numbered(COUNTRY.population, 2, COUNTRY.week_records().view(np.recarray)[0])


def same(mine, theirs):
    return all(np.array_equal(getattr(mine, field), getattr(theirs, field)) for field in ARRAYS)


def regions_of(scenario, replicate=0):
    return [play_record(scenario, replicate, region) for region in range(REGIONS)]


@given(st.integers(1, 3000), st.integers(0, 3000), st.integers(1, 90_000), st.integers(1, 60))
def test_what_is_shared_out_adds_up(projects, government, workers, regions):
    regions = min(regions, projects, workers)
    country = Population(
        projects=projects, government_projects=min(government, projects), workers=workers, regions=regions
    )
    parts = [country.of_region(region) for region in range(regions)]
    for what in ("projects", "government_projects", "workers"):
        counts = [getattr(part, what) for part in parts]
        assert sum(counts) == getattr(country, what)
        assert max(counts) - min(counts) <= 1
        assert sorted(counts, reverse=True) == counts
    assert all(part.government_projects <= part.projects and part.workers > 0 for part in parts)


def test_numbers_of_projects_and_firms_run_through_the_country():
    p = COUNTRY.week_records().view(np.recarray)[0]
    blocks = [numbered(COUNTRY.population, region, p) for region in range(REGIONS)]
    assert [(b.first_project, b.projects) for b in blocks] == [(0, 5), (5, 5), (10, 5), (15, 4)]
    assert all(b.first_firm + b.firms == after.first_firm for b, after in zip(blocks, blocks[1:], strict=False))
    assert blocks[-1].first_firm + blocks[-1].firms == firms_before(COUNTRY.population, REGIONS, p)
    worlds = [Model(COUNTRY, region=region, warm_up=False).world for region in range(REGIONS)]
    assert [(b.projects, b.firms) for b in blocks] == [(w.slots.size, w.seats.size) for w in worlds]


def test_the_first_region_is_a_county_of_its_size_and_no_two_are_alike():
    county = replace(COUNTRY, population=COUNTRY.population.of_region(0))
    assert county.fingerprint() != COUNTRY.fingerprint()
    parts = regions_of(COUNTRY)
    assert same(parts[0], play_record(county, 0))
    assert len({part.values.tobytes() for part in parts}) == REGIONS
    seeds = {replicate_seed(seed, k, region) for seed in range(3) for k in range(20) for region in range(40)}
    assert len(seeds) == 3 * 20 * 40


def test_one_region_is_no_other_scenario():
    baseline = load_scenario("baseline")
    assert "regions" not in baseline.to_toml()
    assert not any("regions" in path for path in baseline.resolved())
    assert COUNTRY.to_toml().count("regions = 4") == 1
    assert ("population.regions", None, 4) in baseline.diff(COUNTRY)


@pytest.mark.parametrize("world", ["replicate", "shared"])
def test_totals_are_exact_sums(world):
    measured = load_scenario("direct_payment").with_settings(
        {"weeks": 60, "warmup_weeks": 30, "population.workers": 602, "population.projects": 19,
         "population.government_projects": 11, "population.regions": REGIONS, "population.world": world}
    )  # fmt: skip
    declared, parts = declarations(), regions_of(measured)
    whole = total(parts, declared)
    assert np.array_equal(whole.values, sum(part.values for part in parts))
    assert np.array_equal(whole.places(declared), sum(part.places(declared) for part in parts))
    assert np.array_equal(whole.flows(declared), sum(part.flows(declared) for part in parts))
    covered, weeks = COUNTS.index("projects_covered"), COUNTS.index("weeks_in_force")
    assert whole.measures[:, covered].sum() == sum(part.measures[:, covered].sum() for part in parts) > 0
    assert np.array_equal(whole.measures[:, weeks], parts[0].measures[:, weeks])
    assert whole.measures[:, weeks].max() == 8  # from 5 January 2015 to 1 March
    assert not len(whole.events)
    book = run(measured).balances()
    assert (book.groupby("period")["closing_fen"].sum() == 0).all()


def test_a_shock_strikes_its_region_alone():
    target = f"project:{THIRD.first_project + 1}"
    shock = Shock(kind="owner_stops", date=date(2014, 3, 3), target=target, weeks=20)
    firm = Shock(kind="flight", date=date(2014, 6, 2), target=f"firm:{THIRD.first_firm + THIRD.firms}")
    struck = replace(COUNTRY, shocks=(shock, firm))
    calm, hit = regions_of(COUNTRY), regions_of(struck)
    others = [field for field in ARRAYS if field != "struck"]
    for region in (0, 1, 3):
        assert all(np.array_equal(getattr(calm[region], f), getattr(hit[region], f)) for f in others)
        assert hit[region].struck.tolist() == [0, 0]
    assert not np.array_equal(calm[2].values, hit[2].values)
    assert total(hit, declarations()).struck[0] == 1
    events = run(struck).events("owner_stopped")
    mine = events[events["project_target"] == target]
    assert mine["region"].tolist()[:1] == [2]
    assert str(mine["date"].iloc[0])[:10] == "2014-03-09"
    firms = {region: events_of(COUNTRY, region, "firm_target") for region in (0, 2)}
    assert max(firms[0]) <= FIRST.firms < THIRD.first_firm < min(firms[2])


def events_of(scenario, region, field):
    found = play_record(scenario, 0, region).events[field]
    return set(found[found > 0].tolist())


def test_a_target_beyond_the_country_is_an_input_error(tmp_path):
    path = tmp_path / "aimed.toml"
    path.write_text(
        COUNTRY.to_toml() + '[[shocks]]\nkind = "owner_stops"\ndate = 2014-03-03\ntarget = "project:20"\nweeks = 4\n'
    )
    with pytest.raises(InputError, match="there are projects 1 to 19"):
        load_scenario(path)


def test_regions_that_would_be_empty_are_refused():
    with pytest.raises(InputError, match="from 1 to the number of projects, 19"):
        COUNTRY.with_settings({"population.regions": 20})
    with pytest.raises(InputError, match="from 1 to 10000"):
        COUNTRY.with_settings({"population.regions": 0})


def test_tables_hold_one_region(tmp_path):
    (tmp_path / "projects.csv").write_text("uid,owner_kind,workers\n1,government,20\n2,private,30\n")
    (tmp_path / "given.toml").write_text('extends = "baseline"\n[population]\nfrom = "."\nregions = 2\n')
    with pytest.raises(InputError, match="must be 1 where tables give the population"):
        load_scenario(tmp_path / "given.toml")
    with pytest.raises(InputError, match="has 2850 regions, and tables hold the world of one"):
        export_population("country", out=str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_branches_of_a_region_are_the_bytes_of_separate_runs():
    later = COUNTRY.with_parameters({"contracts.dispute_chance": [{"from": date(2014, 9, 1), "value": 0.0}]})
    (trunk,) = trunks([COUNTRY, later])
    for scenario, record in zip(trunk.scenarios, play_trunk(trunk, 1, 3), strict=True):
        assert same(record, play_record(scenario, 1, 3))


def test_a_country_on_disk_is_the_one_in_hand(tmp_path):
    county = load_scenario("baseline").with_settings(
        {"weeks": 60, "warmup_weeks": 30, "population.workers": 150, "population.projects": 5,
         "population.government_projects": 3}
    )  # fmt: skip
    hand = run_many([COUNTRY, replace(county, name="county")], 2, jobs=2)
    run_many([COUNTRY, replace(county, name="county")], 2, out=tmp_path / "runs")
    disk = open_results(tmp_path / "runs")
    for name in ("series", "events", "summary", "places", "flows", "balances", "policies"):
        pd.testing.assert_frame_equal(getattr(hand, name)(), getattr(disk, name)())
    events = disk.events()
    assert set(events[events["scenario"] == "baseline"]["region"]) == set(range(REGIONS))
    assert set(events[events["scenario"] == "county"]["region"]) == {0}
    assert len(list((tmp_path / "runs" / "parts").glob("*-r?.npz"))) == 2 * REGIONS
    assert disk.compare().pairs("county") == 2
    assert "region" not in run(county).events()


class Sour(Executor):
    """An executor in which two regions of one replicate fail."""

    def submit(self, fn, /, scenario, replicate, region):
        """Run it at once, or fail."""
        future: Future = Future()
        if replicate == 1 and region in (1, 3):
            future.set_exception(ValueError("sour"))
        else:
            future.set_result(fn(scenario, replicate, region))
        return future


def test_a_run_without_all_its_regions_has_failed(tmp_path):
    results = run_many([COUNTRY], 2, out=tmp_path / "runs", executor=Sour())
    assert [(f["replicate"], f["region"], f["error"]) for f in results.failures] == [
        (1, 1, "region 1: ValueError: sour")
    ]
    assert set(open_results(tmp_path / "runs").series("overdue")["replicate"]) == {0}
    told = []
    mended = run_many(
        [COUNTRY], 2, out=tmp_path / "runs", progress=lambda state: told.append((state.reused, state.total))
    )
    assert told[-1] == (6, 8)
    assert not mended.failures
    assert (mended.manifest["runs"]["reused"], mended.manifest["runs"]["regions_reused"]) == (1, 6)


def test_a_model_plays_one_region(tmp_path):
    with pytest.raises(InputError, match="has 4 regions and a model plays one; name it, region = 0 to 3"):
        Model(COUNTRY)
    with pytest.raises(InputError, match="region = 4: must be a whole number from 0 to 3"):
        Model(COUNTRY, region=4)
    model = Model(COUNTRY, 1, region=3)
    model.play(20)
    model.save(tmp_path / "half.npz")
    other = Model.load(tmp_path / "half.npz")
    assert (other.region, repr(other)) == (3, "<Model baseline, replicate 1, region 3, week 20 of 60>")
    other.run_model()
    assert np.array_equal(
        other.series("overdue").to_numpy(), play_record(COUNTRY, 1, 3).outcome(declarations(), "overdue")
    )
