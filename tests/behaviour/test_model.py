"""sim.Model: the Mesa shell, its views and tables, saving and branching."""

import gc
import hashlib
import os
import subprocess
import sys
import weakref
from copy import deepcopy
from datetime import date

import mesa
import numpy as np
import psutil
import pytest

import sim
from sim.core.compiled import PLAIN
from sim.model import Developer, Firm, Worker
from sim.model.state import SOURCES
from sim.outcomes import COLUMN, OUTCOMES
from sim.running.one import finish, run
from sim.scenario import load_scenario
from sim.week import play_weeks

pytestmark = [
    pytest.mark.filterwarnings("error::FutureWarning"),
    pytest.mark.filterwarnings("error::DeprecationWarning"),
]
SMALL = load_scenario("baseline").with_settings(
    {
        "weeks": 60,
        "warmup_weeks": 60,
        "population.workers": 150,
        "population.projects": 5,
        "population.government_projects": 3,
    }
)
FEN = ("unpaid_wages_fen", "deferred_fen", "overdue_fen", "unpaid_over_30_days_fen")


def digest(playing):
    done = finish(playing)
    parts = (done.values, done.places, done.flows, done.balances, done.events)
    return hashlib.sha256(b"".join(np.ascontiguousarray(part).tobytes() for part in parts)).hexdigest()


@pytest.fixture
def model():
    found = sim.Model(SMALL, replicate=2)
    found.play(45)
    return found


def test_steps_are_the_weeks_of_a_run():
    model = sim.Model(SMALL, replicate=2)
    assert isinstance(model, mesa.Model)
    assert (model.week, model.steps, model.date) == (0, 0, date(2014, 1, 5))
    model.step()
    assert (model.week, model.steps, model.date, model.running) == (1, 1, date(2014, 1, 12), True)
    model.run_model()
    assert (model.week, model.steps, model.running) == (60, 60, False)
    whole = run(SMALL, 2)
    assert np.array_equal(finish(model._playing).values, whole.values)
    for outcome in OUTCOMES:
        found = model.series(outcome.name)
        assert list(found.index) == list(whole.dates)
        if outcome.ratio_of is None:
            assert list(found) == list(whole.values[:, COLUMN[outcome.name]])
    with pytest.raises(sim.InputError, match="was the last"):
        model.step()


def test_without_a_warm_up_week_0_is_empty():
    model = sim.Model("toy_chain")
    assert (model.week, list(model.series("wages_earned")), len(model.crews)) == (0, [0], 0)
    model.run_model()
    whole = run(load_scenario("toy_chain"))
    assert list(model.series("wages_earned").index) == list(whole.dates)
    assert list(model.series("wages_earned")) == list(whole.values[:, COLUMN["wages_earned"]])


def test_play_until_a_week_or_a_date():
    model = sim.Model(SMALL, warm_up=False)
    assert model.week == -60
    model.play(-1)
    model.play(date(2014, 1, 8))  # a Wednesday: its Sunday closes week 1
    assert (model.week, model.date) == (1, date(2014, 1, 12))
    for wrong in (0, 61, date(2030, 1, 1), "2014-03-03"):
        with pytest.raises(sim.InputError, match="cannot play until"):
            model.play(wrong)


def test_tables_add_up_to_what_was_recorded(model):
    for name in ("projects", "contracts", "crews", "firms"):
        table = model.table(name)
        for column in (*FEN[1:], "workers_on_site"):
            assert table[column].sum() == model.value(column.removesuffix("_fen"))
    for name in ("workers", "claims"):
        table = model.table(name)
        assert table["overdue_fen"].sum() == model.value("overdue")
        assert (table["owed_fen"] == table["deferred_fen"] + table["overdue_fen"]).all()
    claims = model.table("claims")
    settled = claims["paid_fen"] + claims["given_up_fen"] + claims["written_off_fen"]
    assert (claims["earned_fen"] == settled + claims["owed_fen"]).all()
    assert model.table("developers")["due_fen"].sum() == model.value("bills_overdue", "tier:1")
    assert model.table("accounts")["balance_fen"].sum() == 0
    by_kind = model.table("projects").groupby("owner_kind")["deferred_fen"].sum()
    recorded = model.series("deferred", by="owner_kind").iloc[-1]
    assert {k: v for k, v in recorded.items() if v} == {k: v for k, v in by_kind.items() if v}
    assert model.check() == []


def test_every_table_can_be_read_in_every_week():
    model = sim.Model(SMALL, warm_up=False)
    for until in (-60, -59, 0, 60):
        model.play(until)
        for name in SOURCES:
            assert len(model.table(name)) == model.state().rows(name).size
    with pytest.raises(sim.InputError, match="Did you mean projects"):
        model.table("project")


def test_views_read_the_present_week(model):
    (worker,) = model.workers.select(lambda w: w.crew is not None and w.owed_fen > 0, at_most=1)
    assert worker == model.workers[worker.uid]
    assert worker.unique_id == f"worker:{worker.uid}"
    assert worker.owed_yuan == worker.owed_fen / 100 == sum(claim.owed_fen for claim in worker.claims) / 100
    assert worker in worker.crew.workers
    assert worker.crew in worker.employer.crews
    assert worker.project in worker.employer.projects
    assert worker.crew.contract.firm == worker.employer
    assert worker.project.developer.projects[worker.project.uid] == worker.project
    assert worker.project.contractor in model.firms
    top = worker.crew.contract
    while top.parent:
        assert top in top.parent.subcontracts
        top = top.parent
    assert (top.tier, top.firm) == (1, worker.project.contractor)
    firm = worker.employer
    assert firm.kind in ("general_contractor", "licensed_subcontractor", "shell", "labour_boss")
    assert isinstance(firm.cash_yuan, float)
    assert isinstance(firm.fled, bool)
    assert firm.state == "in_business"
    assert {"credit_yuan", "credit_fen", "projects"} <= set(dir(firm))
    before = worker.owed_fen
    model.step()
    assert worker.owed_fen != before
    with pytest.raises(AttributeError, match="Did you mean owed_yuan"):
        worker.owed_yuans  # noqa: B018
    with pytest.raises(sim.InputError, match="there is no worker 99999"):
        model.workers[99999]


def test_sequences(model):
    assert len(model.workers) == len(list(model.workers)) == len(model.table("workers"))
    assert model.workers.get("owed_fen") == [worker.owed_fen for worker in model.workers]
    assert model.firms.get(["uid", "kind"])[0] == [1, "general_contractor"]
    assert model.workers.agg("overdue_fen", sum) == model.value("overdue")
    assert 17 in model.workers
    assert 99999 not in model.workers
    agents = model.agents
    assert len(agents) == len(model.developers) + len(model.firms) + len(model.workers)
    assert len({agent.unique_id for agent in agents}) == len(agents)
    assert agents["firm:3"] == model.firms[3]
    assert model.agent_types == [Developer, Firm, Worker]
    assert len(model.agents_by_type[Worker]) == len(model.workers)
    assert not any(isinstance(agent, mesa.Agent) for agent in agents)


def test_data_collector():
    model = sim.Model(SMALL)
    collector = mesa.DataCollector(
        model_reporters={"week": "week", "overdue": lambda m: m.value("overdue"), "workers": lambda m: len(m.workers)},
        agent_reporters={"cash": "cash_fen", "owed": "owed_fen"},
        agenttype_reporters={Firm: {"kind": "kind"}},
    )
    for _ in range(3):
        model.step()
        collector.collect(model)
    assert list(collector.get_model_vars_dataframe()["week"]) == [1, 2, 3]
    agents = collector.get_agent_vars_dataframe()
    assert agents.index.is_unique
    assert len(agents) == 3 * len(model.agents)
    assert agents.loc[(3, "worker:17"), "owed"] == model.workers[17].owed_fen
    assert len(collector.get_agenttype_vars_dataframe(Firm)) == 3 * len(model.firms)


def test_models_that_are_dropped_are_gone():
    def use():
        model = sim.Model(SMALL)
        model.step()
        assert model.workers[17].owed_fen >= 0
        return weakref.ref(model)

    for _ in range(20):  # until the allocator has what it needs
        use()
    gc.collect()
    before = psutil.Process().memory_info().rss
    dropped = [use() for _ in range(200)]
    gc.collect()
    assert not any(reference() for reference in dropped)
    assert psutil.Process().memory_info().rss - before < 60e6


def test_going_on_from_a_file_gives_the_same_bytes(model, tmp_path):
    model.save(tmp_path / "branch.npz")
    assert [path.name for path in tmp_path.iterdir()] == ["branch.npz"]
    loaded = sim.Model.load(tmp_path / "branch.npz")
    assert (loaded.week, loaded.steps, loaded.date, loaded.plan) == (45, 45, model.date, SMALL)
    assert loaded.table("claims").equals(model.table("claims"))
    for one in (model, loaded):
        one.run_model()
    assert digest(loaded._playing) == digest(model._playing)
    if not PLAIN:  # a file must not bring types that compile the engine once more
        assert len(play_weeks.signatures) == 1


def test_a_copy_goes_its_own_way(model):
    copy = deepcopy(model)
    copy.step()
    assert (copy.week, copy.steps, model.week, model.steps) == (46, 46, 45, 45)
    assert copy.workers[17].model is copy
    model.step()
    assert digest(copy._playing) == digest(model._playing)


def test_same_past_and_different_future(model, tmp_path):
    model.save(tmp_path / "branch.npz")
    # the change is from week 47 on, not yet played
    future = SMALL.with_parameters({"owners.pay_chance_other": [{"from": date(2014, 11, 24), "value": [0.0] * 53}]})
    longer = future.with_settings({"weeks": 90})
    branch = sim.Model.load(tmp_path / "branch.npz", scenario=longer)
    branch.run_model()
    straight = sim.Model(longer, replicate=2)
    straight.run_model()
    assert branch.week == 90
    assert digest(branch._playing) == digest(straight._playing)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"firms.interest_per_year": [{"from": date(2014, 3, 3), "value": 0.5}]}, r"week 9 \(2014-03-09\), firms.int"),
        ({"causes.chains": "off"}, r"week -59 .*causes.chains = false"),
        ({"population.workers": 151}, "population.workers = 151"),
        ({"start": date(2014, 1, 13)}, "start = 2014-01-13"),
        ({"warmup_weeks": 59}, "warmup_weeks = 59"),
        ({"weeks": 20}, "has 20 weeks"),
    ],
)
def test_another_past_is_refused(model, tmp_path, settings, said):
    model.save(tmp_path / "branch.npz")
    if "firms.interest_per_year" in settings:
        other = SMALL.with_parameters(settings)
    else:
        other = SMALL.with_settings(settings)
    with pytest.raises(sim.InputError, match=said) as caught:
        sim.Model.load(tmp_path / "branch.npz", scenario=other)
    assert len(caught.value.lines) == 1


def test_shocks_of_the_past_must_agree(model, tmp_path):
    from dataclasses import replace

    model.save(tmp_path / "branch.npz")
    shock = sim.Shock(kind="flight", date=date(2014, 6, 2), target="firm:3")
    with pytest.raises(sim.InputError, match=r"week 22 \(2014-06-08\), shocks = .*flight"):
        sim.Model.load(tmp_path / "branch.npz", scenario=replace(SMALL, shocks=(shock,)))
    later = sim.Shock(kind="flight", date=date(2015, 2, 2), target="firm:3")
    sim.Model.load(tmp_path / "branch.npz", scenario=replace(SMALL, shocks=(later,))).run_model()
    with pytest.raises(sim.InputError, match="seed = 8"):
        sim.Model.load(tmp_path / "branch.npz", scenario=SMALL.with_seed(8))


def test_files_that_are_no_saved_model(model, tmp_path):
    (tmp_path / "text.npz").write_text("no model")
    np.savez(tmp_path / "other.npz", a=np.zeros(3))
    for name in ("text.npz", "other.npz"):
        with pytest.raises(sim.InputError, match="is not a saved model"):
            sim.Model.load(tmp_path / name)
    with pytest.raises(sim.InputError, match="no such file"):
        sim.Model.load(tmp_path / "none.npz")
    with pytest.raises(sim.InputError, match="cannot be written"):
        model.save(tmp_path / "no" / "folder.npz")


def in_new_process(code):
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_importing_sim_is_cheap_and_running_needs_no_mesa():
    heavy = "[m for m in ('numpy', 'numba', 'pandas', 'mesa', 'matplotlib', 'pydantic') if m in sys.modules]"
    assert in_new_process(f"import sys, sim; dir(sim); print({heavy})") == "[]"
    code = (
        "import sys, sim, sim.running.many, sim.results, sim.cli, sim.cli.run\n"
        "sim.open_results, sim.load_scenario, sim.Scenario\n"
        "print('mesa' in sys.modules)"
    )
    assert in_new_process(code) == "False"


def test_the_start_method_of_processes_stays():
    code = "import multiprocessing as m, sim; {}sim.Model; print(m.get_start_method(allow_none=True))"
    assert in_new_process(code.format("")) == "None"
    assert in_new_process(code.format("m.set_start_method('forkserver'); ")) == "forkserver"


def test_public_names():
    # run and run_many come with the results of many runs
    missing = [name for name in sim.__all__ if not hasattr(sim, name)]
    assert set(missing) <= {"run", "run_many"}
    assert set(sim.__all__) <= set(dir(sim))
    with pytest.raises(AttributeError, match="Did you mean load_scenario"):
        sim.load_scenarios  # noqa: B018
