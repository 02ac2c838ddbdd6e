"""Hiring: contracts with vacancies take idle persons, both in the order of a draw."""

from typing import TYPE_CHECKING

from peer.crew import Crew
from sim.agents.hiring import hands_wanted
from sim.chain.uids import CREWS_OF_WEEK
from sim.core.draws import Stream

if TYPE_CHECKING:
    from peer.contract import Contract
    from peer.model import PeerModel

MOST_IN_ONE = 40  # hands that may all go into one crew where the rest would be too few for another


def hire(model: "PeerModel") -> None:
    """Fill the vacancies of the week."""
    model.idle = []
    if not model.in_season():
        return
    vacancies = []
    for project in model.projects:
        for c in project.contracts:
            if (wanted := _wanted(model, c)) > 0:
                vacancies.append((model.luck.key(Stream.HIRE_CREW, model.week, c.uid), c.uid, c, wanted))
    if not vacancies:
        return
    model.workers().do("seek_work")
    model.idle.sort(reverse=True)
    for _, _, c, wanted in sorted(vacancies):
        _fill(model, c, wanted)


def _wanted(model: "PeerModel", c: "Contract") -> int:
    p = model.cards
    if not c.active or c.hands_planned <= 0:
        return 0
    present = sum(len(crew.present) for crew in c.crews if crew.working)
    week_wages = int(p.workers_mean_day_wage_fen * p.crews_days_per_week)
    return hands_wanted(c.hands_planned, present, c.own_work - c.own_done, week_wages, p.crews_smallest)


def _fill(model: "PeerModel", c: "Contract", wanted: int) -> None:
    """Form crews until the contract has the hands it wants; a rest too small for a crew joins the last one."""
    smallest, made = model.cards.crews_smallest, 0
    while wanted > 0 and model.idle and made < CREWS_OF_WEEK:
        key = c.uid * CREWS_OF_WEEK + made
        drawn = int(model.luck.value(model.cards.crews_size, Stream.CREW_SIZE, model.week, key) + 0.5)
        size = min(wanted, max(smallest, drawn))
        if wanted - size < smallest and wanted <= MOST_IN_ONE:
            size = wanted
        size = min(size, len(model.idle))
        workers = [model.idle.pop()[2] for _ in range(size)]
        c.crews.append(Crew(model, c, made, workers))
        wanted -= size
        made += 1
