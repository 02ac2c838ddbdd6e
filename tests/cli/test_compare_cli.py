"""`arrears compare` as a person calls it: answer, table, files, drivers, what is kept, refusals."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CALL = "from sim.cli import main; main()"
SMALL = """
extends = "{base}"
weeks = 104
warmup_weeks = 52
[population]
projects = 8
government_projects = 4
workers = 300
"""
FILES = {"compare.csv", "compare_since.csv", "compare_arms.csv", "compare_places.csv", "compare_flows.csv"}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A working folder with three small scenarios in it."""
    folder = tmp_path_factory.mktemp("place")
    for name in ("baseline", "downturn", "nothing_goes_wrong"):
        (folder / f"small_{name}.toml").write_text(SMALL.format(base=name), encoding="utf-8")
    return folder


def call(folder, *arguments, code=CALL):
    done = subprocess.run(
        [sys.executable, "-c", code, "compare", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
    )
    assert "Traceback" not in done.stderr, done.stderr
    told = [
        line for line in done.stderr.splitlines(keepends=True) if not line.startswith("runs ")
    ]  # a slow machine's progress
    return done.returncode, done.stdout, "".join(told)


def rows(path):
    with path.open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def compared(place):
    arms = ("small_baseline.toml", "small_downturn.toml", "small_nothing_goes_wrong.toml")
    status, out, error = call(place, *arms, "--replicates", 10, "--jobs", 2, "--out", "three")
    assert (status, error) == (0, "")
    return place / "three", out


def test_the_answer_comes_first_and_the_folder_is_whole(compared):
    folder, out = compared
    lines = out.splitlines()
    assert lines[0].startswith(
        "Under the same luck, small_nothing_goes_wrong lowers wages unpaid over 30 days most of all"
    )
    assert "better in 10 of 10 pairs" in lines[0]
    assert lines[2].startswith("The direction is sure: ")
    assert lines[3] == ""
    assert lines[4].startswith("Arms at a glance, 2014-01-06 to 2016-01-03, all 104 weeks: ")
    assert {
        "small_downturn: shock: downturn 2014-07-07, depth 0.6, weeks 78",
        "small_nothing_goes_wrong: all causes off",
    } <= {*lines}
    late = next(number for number, line in enumerate(lines) if line.startswith("- small_downturn differs"))
    assert "from 2014-07-07 on only: 26 of the 104 weeks told here" in " ".join(lines[late : late + 2])
    assert any(line.startswith("- Arms begin to differ at different dates") for line in lines)
    assert lines[-1] == "Written: three"
    assert len(lines) < 75
    assert max(map(len, lines[4:])) <= 112  # 100 and a little more, as the names are long
    assert {path.name for path in folder.iterdir()} >= FILES | {"manifest.json", "series.parquet", "policies.csv"}
    assert {path.name for path in (folder / "figures").iterdir()} == {
        f"{name}.{kind}" for name in ("compare", "compare_overdue", "compare_places") for kind in ("png", "svg")
    }
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert set(manifest["files"]) >= FILES
    told = manifest["arms"]["small_downturn"]
    assert (told["differs_from"], told["weeks_before"], told["weeks"]) == ("2014-07-07", 26, 104)
    assert manifest["arms"]["small_nothing_goes_wrong"]["weeks_before"] == 0
    for name in ("compare", "compare_overdue"):
        drawn = (folder / "figures" / f"{name}.svg").read_text("utf-8")
        for said in ("arms differ from here", "A row for every arm", "the other arms", "<!-- small_downturn -->"):
            assert said in drawn


def test_a_downturn_raises_what_is_overdue_and_no_cause_leaves_nothing(compared):
    found = {(r["arm"], r["outcome"]): r for r in rows(compared[0] / "compare.csv") if r["group"] == "all"}
    downturn = found["small_downturn", "overdue"]
    assert float(downturn["difference"]) > 0
    assert float(downturn["better_share"]) <= 0.3
    assert float(found["small_downturn", "wages_earned"]["difference"]) < 0
    nothing = found["small_nothing_goes_wrong", "unpaid_over_30_days"]
    assert (nothing["median"], nothing["better_share"]) == ("0", "1")


def test_more_pairs_and_drivers_use_what_is_there(compared, place):
    arms = ("small_baseline.toml", "small_downturn.toml", "small_nothing_goes_wrong.toml")
    status, out, error = call(place, *arms, "--replicates", 10, "--out", "three", "--drivers", "--lang", "zh")
    assert status == 0
    manifest = json.loads((place / "three" / "manifest.json").read_text("utf-8"))
    causes = len({r["cause"] for r in rows(place / "three" / "drivers.csv")}) - 3
    assert manifest["runs"]["reused"] == 30
    assert manifest["runs"]["asked"] == 10 * (3 + causes)  # all causes off is an arm already
    assert [s["name"] for s in manifest["scenarios"]] == [Path(name).stem for name in arms]
    assert "交互作用" in out
    assert (place / "three" / "figures" / "drivers.svg").exists()
    found = {r["cause"]: r for r in rows(place / "three" / "drivers.csv") if r["outcome"] == "unpaid_over_30_days"}
    assert float(found["all_off"]["share"]) == -1
    assert float(found["interaction"]["difference"]) == pytest.approx(
        float(found["all_off"]["difference"]) - float(found["sum_of_single"]["difference"])
    )
    status, out, error = call(place, *arms, "--replicates", 10, "--out", "three", "--all")  # without drivers again
    assert status == 0
    assert "Complaints, in all" in out
    assert "Complaints, in all" not in compared[1]
    assert error.splitlines()[-1].startswith("note: drivers.csv in three, made by `arrears compare ")
    assert json.loads((place / "three" / "manifest.json").read_text("utf-8"))["runs"]["reused"] == 30


def test_drivers_of_one_scenario(place):
    status, out, error = call(place, "small_baseline.toml", "--replicates", 2, "--drivers")
    assert (status, error) == (0, "")
    assert out.startswith("What drives arrears in small_baseline")
    folder = place / out.splitlines()[-1].removeprefix("Written: ")
    assert folder.parent.name == "results"
    assert {path.name for path in (folder / "figures").iterdir()} == {"drivers.png", "drivers.svg"}


def test_one_pair_says_so_and_weeks_make_all_scenarios_as_long(place):
    (place / "longer.toml").write_text('extends = "small_downturn.toml"\nweeks = 120\n', encoding="utf-8")
    arms = ("small_baseline.toml", "longer.toml", "--replicates", 1, "--seed", 3)
    status, _, error = call(place, *arms)
    assert (status, error.count("\n")) == (2, 1)
    assert error.endswith("--weeks 104 makes them alike.\n")
    status, out, error = call(place, *arms, "--weeks", 60)
    assert (status, error) == (0, "")
    assert "How sure this is cannot be said from 1 pair: at least 10 are needed" in out
    (folder,) = (place / "results").glob("small_baseline-vs-longer-*")
    assert folder.name.endswith("-seed3")
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert [entry["weeks"] for entry in manifest["scenarios"]] == [60, 60]
    weeks = 60 - manifest["arms"]["longer"]["weeks_before"]
    assert weeks < 60
    assert f"the {weeks} of 60 weeks since arms differ" in " ".join(out.split())
    whole, since = ({(r["arm"], r["outcome"]): r for r in rows(folder / name) if r["group"] == "all"}
                    for name in ("compare.csv", "compare_since.csv"))  # fmt: skip
    one, other = (float(found["longer", "bills_overdue"]["difference"]) for found in (whole, since))
    assert other
    assert one * 60 == pytest.approx(other * weeks)


def test_a_failed_run_is_told_and_its_pair_left_out(place):
    code = (
        "import sim.running.branches as b\n"
        "finish = b.finish\n"
        "def sour(playing):\n"
        "    if playing.replicate == 1 and playing.scenario.shocks: raise ValueError('sour')\n"
        "    return finish(playing)\n"
        f"b.finish = sour\n{CALL}"
    )
    arms = ("small_baseline.toml", "small_downturn.toml")
    status, out, error = call(place, *arms, "--replicates", 3, "--out", "failed", code=code)
    assert (status, error) == (1, "small_downturn, replicate 1 failed: ValueError: sour\n")
    assert "of 2 pairs" in out
    assert rows(place / "failed" / "compare.csv")[1]["pairs"] == "2"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "takes 2 to 8 scenarios"),
        (("baseline",), "takes 2 to 8 scenarios"),
        (("baseline", "baseline"), "given twice"),
        (("baseline", "downtrun"), "Did you mean downturn?"),
        (("baseline", "toy_chain"), "arms must record the same weeks"),
        (("baseline", "downturn", "--weeks", 0), "--weeks = 0"),
        (("baseline", "downturn", "--weeks", 60, "--set", "weeks=61"), "weeks is given twice, --weeks sets it too"),
        (("baseline", "downturn", "--replicates", 0), "--replicates"),
        (("baseline", "downturn", "--set", "weeks"), "NAME=VALUE"),
        (("baseline", "downturn", "--set", "wages.nothing=1"), "no setting has this name"),
        (("baseline", "downturn", "--out", "small_baseline.toml"), "is a file"),
        (("baseline", "downturn", "--out", ""), "must be the name of a folder"),
        (("baseline", "downturn", "--lang", "fr"), "--lang"),
    ],
)
def test_what_is_wrong_is_told_in_a_line(place, arguments, says):
    before = sorted(place.rglob("*"))
    status, out, error = call(place, *arguments)
    assert (status, out) == (2, "")
    assert says in error
    assert len(error.splitlines()) == (2 if "toy_chain" in arguments else 1)  # start and weeks differ
    assert sorted(place.rglob("*")) == before


def test_measures_are_compared_by_cost_and_transfer_and_set_where_they_are(place):
    for name, entry in (
        ("accounts", 'kind = "dedicated_account"'),
        ("nowhere", 'kind = "real_name"\ncoverage = { share = 0.0 }'),
    ):
        text = f'extends = "small_baseline.toml"\n[[policies]]\n{entry}\nstart = 2014-07-07\n'
        (place / f"{name}.toml").write_text(text, encoding="utf-8")
    asked = ("small_baseline.toml", "accounts.toml", "nowhere.toml", "--replicates", 2)
    status, out, error = call(place, *asked, "--set", "policies.dedicated_account.compliance=0.5", "--out", "measures")
    assert status == 0
    assert "warning: nowhere: real_name covered no project in any of 2 replicates; " in error
    assert "from 2014-07-07 on, when arms begin to differ" in out
    assert "accounts: 5 dedicated account\n" in out
    assert "nowhere: 4 real name (coverage.share 0.0)\n" in out
    assert "weeks since arms differ" in (place / "measures" / "figures" / "compare_places.svg").read_text("utf-8")
    folder = place / "measures"
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert any(line.startswith("nowhere: real_name") for line in manifest["warnings"])
    texts = {entry["name"]: entry["text"] for entry in manifest["scenarios"]}
    assert "policies" not in texts["small_baseline"]
    assert "compliance = 0.5" in texts["accounts"]
    did = {(row["scenario"], row["policy"]): row for row in rows(folder / "policies.csv") if row["replicate"] == "0"}
    assert int(did["accounts", "dedicated_account"]["projects_using"]) > 0
    assert did["nowhere", "real_name"]["projects_covered"] == "0"
    spent = {row["arm"]: row for row in rows(folder / "compare_costs.csv")}
    assert float(spent["accounts"]["cost_contractors_yuan"]) > 0
    assert float(spent["nowhere"]["resources_yuan"]) == 0
    assert spent["nowhere"]["avoided_clear"] == "no"
    for row in spent.values():
        low, high = float(row["avoided_low"]), float(row["avoided_high"])
        assert low <= float(row["yuan_months_avoided"]) <= high
        assert (row["avoided_clear"], row["yuan_per_yuan_month"]) == ("no", "")  # two pairs are too few
    assert "small_baseline and nowhere are alike" in out
    moved = [row for row in rows(folder / "compare_transfers.csv") if row["arm"] == "accounts"]
    assert {row["party"] for row in moved} >= {"owners", "contractors", "wage_account"}
    assert abs(sum(float(row["received_fen"]) for row in moved)) < 1
    status, _, error = call(place, *asked, "--set", "policies.wage_deposit.rate=0.03")
    assert (status, error.count("\n")) == (2, 1)
    assert "this scenario has no measure wage_deposit" in error
