"""`--dask`: the same bytes as threads, whatever becomes of a worker; one line where there is no cluster."""

import os
import signal
import time

import numpy as np
import pytest
from dask.distributed import LocalCluster
from test_regions_cli import CALL, COUNTRY, call, files, start

from sim.running.cluster import connected
from sim.running.many import run_many
from sim.running.records import ARRAYS
from sim.scenario import load_scenario

LONGER = COUNTRY.replace("workers = 600", "workers = 30000").replace("regions = 6", "regions = 20")


@pytest.fixture(scope="module")
def cluster():
    """Two workers, each a process of its own."""
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as found:
        yield found


@pytest.fixture
def place(tmp_path):
    """Two working folders with a country that takes some seconds, and with a short comparison."""
    for name in ("threads", "cluster"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "longer.toml").write_text(LONGER, encoding="utf-8")
        (tmp_path / name / "small.toml").write_text(COUNTRY, encoding="utf-8")
        downturn = '[[shocks]]\nkind = "downturn"\ndate = 2014-06-02\nweeks = 10\ndepth = 0.5\n'
        (tmp_path / name / "struck.toml").write_text(COUNTRY + downturn, encoding="utf-8")
    return tmp_path


def test_a_country_survives_a_killed_worker(place, cluster):
    status, _, error = call(place / "threads", "run", "longer.toml", "--jobs", 2, "--out", "runs")
    assert status == 0, error
    process = start(place / "cluster", "run", "longer.toml", "--dask", cluster.scheduler_address, "--out", "runs")
    deadline = time.monotonic() + 120
    while not list(place.glob("cluster/runs/parts/*.npz")):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)
    busy = max(cluster.scheduler.workers.values(), key=lambda worker: len(worker.processing))
    assert busy.processing
    os.kill(cluster.workers[busy.name].process.pid, signal.SIGKILL)
    _, error = process.communicate(timeout=120)
    assert process.returncode == 0, error
    assert "Traceback" not in error
    whole, clustered = files(place / "threads" / "runs"), files(place / "cluster" / "runs")
    assert len([name for name in whole if name.startswith("parts/")]) == 20
    assert sorted(whole) == sorted(clustered)
    assert [name for name in whole if whole[name] != clustered[name]] == []


def test_arms_with_a_common_past_are_played_on_a_cluster(place, cluster):
    arms = [load_scenario(place / "cluster" / f"{name}.toml") for name in ("small", "struck")]
    here, _ = run_many(arms, 2)
    with connected(cluster.scheduler_address) as executor:
        there, failures = run_many(arms, 2, executor=executor)
    assert not failures
    for mine, theirs in zip(here.pieces(), there.pieces(), strict=True):
        assert (mine.key, mine.region) == (theirs.key, theirs.region)
        assert all(np.array_equal(getattr(mine, field), getattr(theirs, field)) for field in ARRAYS)


@pytest.mark.parametrize(
    ("address", "told", "code"),
    [
        ("nonsense", "--dask = nonsense: must be the address of a Dask scheduler, such as tcp://10.0.0.5:8786.", CALL),
        ("tcp://127.0.0.1:1", "--dask = tcp://127.0.0.1:1: no Dask scheduler answers there (", CALL),
        (
            "tcp://127.0.0.1:1",
            '--dask: Dask is not installed; `pip install "wage-arrears[dask]"` does that.',
            f"import sys; sys.modules['dask'] = None\n{CALL}",
        ),
    ],
)
def test_no_cluster_is_one_line(place, address, told, code):
    code = "import sim.running.cluster as c; c.ANSWER_SECONDS = 1\n" + code
    status, out, error = call(place / "threads", "run", "small.toml", "--dask", address, "--out", "runs", code=code)
    assert (status, out) == (2, "")
    assert error.startswith(told)
    assert len(error.splitlines()) == 1, error
    assert not (place / "threads" / "runs").exists()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            "import sim.running.compact as c; c.source_hash = lambda module: 'another'\n",
            "have another version of the model",
        ),
        (
            "import sim.running.cluster as c\n"
            "def lacking(): raise ModuleNotFoundError('no sim')\n"  # sent along, as it is of no module
            "c.engine_version = lacking\n",
            "its workers cannot run this program (no sim)",
        ),
    ],
)
def test_workers_that_are_not_alike_are_refused(place, cluster, change, told):
    arguments = ("run", "small.toml", "--dask", cluster.scheduler_address, "--out", "runs")
    status, _, error = call(place / "threads", *arguments, code=change + CALL)
    assert status == 2
    assert told in error
    assert len(error.splitlines()) == 1
