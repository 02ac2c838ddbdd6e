"""Two played runs in plain Python with every draw written down; `test_others_luck` runs this in a process of its own.

The second run has one person or worker more. Whoever has the same uid in both is the same somebody, every draw is
keyed by the uid of somebody that its stream is about, and a draw made in both runs came out the same.
"""

import json
import sys
from collections import defaultdict
from typing import Any

import sim.core.draws
from sim.chain.tables import ABSENT, FREE
from sim.chain.uids import CREWS_OF_WEEK
from sim.core.draws import Stream
from sim.running.one import Playing
from sim.scenario import Scenario, load_scenario

# whose uid the key of a stream is, or whose uid times how many plus a number
KEYED: dict[str, tuple[str, int]] = {
    **dict.fromkeys(("OWNER_PAYS", "OWNER_INCOME", "OWNER_TYPE"), ("owners", 1)),
    **dict.fromkeys(
        ("PERSON_WAGE", "HIRE_PERSON", "WORKER_LEAVES", "PATIENCE", "PERSON_SKILL", "HAS_CONTRACT", "ON_ROSTER",
         "HAS_ATTENDANCE"), ("persons", 1)
    ),
    **dict.fromkeys(
        ("PROJECT_SIZE", "PROJECT_DURATION", "PROJECT_SECTOR", "PROJECT_OWNER", "PROJECT_GAP", "MILESTONE",
         "SETTLEMENT_WEEKS", "RETENTION_WEEKS", "TENDER", "PRE_FINANCES"), ("projects", 1)
    ),
    "OPENING_AGE": ("slots", 1),
    **dict.fromkeys(
        ("CHAIN_FIRM", "FIRM_KIND", "HIRE_CREW", "BILL_DISPUTED", "DISPUTE_WEEKS", "DISPUTE_LOST"), ("contracts", 1)
    ),
    **dict.fromkeys(("CHAIN_DEPTH", "CHAIN_FEE"), ("contracts", 8)),
    **dict.fromkeys(("CREW_SIZE", "PAY_REGIME", "PAY_BASIS", "ALLOWANCE", "PACKAGE_WEEKS"), ("contracts", CREWS_OF_WEEK)),
    **dict.fromkeys(
        ("MEASUREMENT_CUT", "COMPLAINS", "NAMED", "DISMISSED", "ORDER_KEPT", "COORDINATED", "COMPLAINT_SERVED"),
        ("crews", 1),
    ),
    **dict.fromkeys(("BOSS_FLEES", "FIRM_REFUSES", "REFUSAL_WEEKS", "FIRM_CAPITAL", "FIRM_ORDER"), ("firms", 1)),
}  # fmt: skip
# what makes somebody the same, and is nobody else's doing
CHARACTER = {
    "owners": ("kind", "promptness"),
    "persons": ("skill", "day_wage_fen", "patience_weeks"),
    "slots": ("owner_kind",),
    "projects": ("slot", "sector", "size_class", "planned_weeks"),
    "contracts": ("project_uid",),
    "crews": ("contract_uid", "start_week", "regime", "piece", "allowance_share"),
    "firms": ("kind", "kappa", "order"),
}
IN_USE = {"projects": FREE, "contracts": FREE, "crews": FREE, "firms": ABSENT}  # state of a row nobody uses
Key = tuple[int, int, int]

drawn: dict[Key, float] = {}


def watch(name: str) -> None:
    """Write every draw down, wherever the engine makes it."""
    honest = getattr(sim.core.draws, name)

    def watched(seed: int, stream: int, week: int, uid: int) -> float:
        value = honest(seed, stream, week, uid)
        key = (int(stream), int(week), int(uid))
        assert drawn.setdefault(key, value) == value, key
        return value

    for key, module in list(sys.modules.items()):
        if key.startswith("sim.") and key != "sim.core.draws" and hasattr(module, name):
            setattr(module, name, watched)


def play(scenario: Scenario) -> tuple[dict[Key, float], dict[str, dict[int, Any]]]:
    """All draws of a run, and the character of everybody who ever was, by uid."""
    drawn.clear()
    people: dict[str, dict[int, Any]] = defaultdict(dict)
    playing = Playing(scenario, 0)
    for week in range(scenario.weeks):
        playing.play(week + 1)
        world = playing.world
        for table in CHARACTER:
            rows = getattr(world, table)
            for row in rows[rows.state != IN_USE[table]] if table in IN_USE else rows:
                met = people[table].setdefault(int(row.uid), character(world, table, row))
                assert met == character(world, table, row), (week, table, int(row.uid))
    return dict(drawn), people


def character(world: Any, table: str, row: Any) -> list[Any]:
    whose = {"project_uid": ("projects", "project"), "contract_uid": ("contracts", "contract")}
    found = []
    for name in CHARACTER[table]:
        if name in whose:
            target, pointer = whose[name]
            found.append(int(getattr(world, target).uid[row[pointer]]))
        else:
            found.append(row[name].item())
    return found


def check_keys(draws: dict[Key, float], people: dict[str, dict[int, Any]]) -> None:
    """Each draw is somebody's; a project may be drawn for that is not tendered yet."""
    for stream, week, uid in draws:
        name = Stream(stream).name
        table, times = KEYED[name]
        assert uid // times in people[table] or name == "TENDER", (name, week, uid)


BASE = load_scenario("baseline").with_settings(
    {"weeks": 56, "warmup_weeks": 0, "population.workers": 60, "population.projects": 3,
     "population.government_projects": 1, "workers.persons_per_job": 1.25, "firms.flight_chance": 0.05,
     "voice.chance_after": 0.2, "authority.officers_per_1000_workers": 100.0, "projects.duration_weeks": 40.0,
     "contracts.dispute_chance": 0.2}
)  # fmt: skip
ONE_MORE = {
    "person": {"workers.persons_per_job": 1.27},  # 76 persons instead of 75
    "worker": {"population.workers": 61},
}

if __name__ == "__main__":
    watch("uniform")
    watch("order_key")
    mine, here = play(BASE)
    check_keys(mine, here)
    told: dict[str, Any] = {"streams": len({stream for stream, _, _ in mine})}
    for who, change in ONE_MORE.items():
        theirs, there = play(BASE.with_settings(change))
        check_keys(theirs, there)
        assert len(there["persons"]) == len(here["persons"]) + 1
        both = mine.keys() & theirs.keys()
        assert all(mine[key] == theirs[key] for key in both)
        for table in CHARACTER:
            same = here[table].keys() & there[table].keys()
            assert all(here[table][uid] == there[table][uid] for uid in same), table
            told[f"{table} with one more {who}"] = len(same) / len(here[table])
        told[f"draws with one more {who}"] = len(both) / len(mine)
    print(json.dumps(told))
