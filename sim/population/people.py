"""Owners, firms and persons at the opening: those that tables give, and the others drawn."""

from typing import Any

import numpy as np

from sim.agents.hiring import day_wage
from sim.agents.market import enter
from sim.chain.tables import GOVERNMENT, PARTNERSHIP, PRIVATE, STATE_OWNED
from sim.core.compiled import compiled, rule
from sim.core.draws import Stream, uniform
from sim.core.lend import lend
from sim.core.quantiles import quantile
from sim.ledger.accounts import DEVELOPER_GOVERNMENT, DEVELOPER_OTHER, OUTSIDE
from sim.population.checks import rows_of_uids
from sim.population.columns import MISSING, nothing_given
from sim.world import World

LATER = np.int64(1 << 60)  # a gap no firm has: the opening contracts are funded together, by `fund_firms`


@rule
def given_or(given, drawn):
    """What a table gives, else what was drawn."""
    return given if given >= 0 else drawn


def owner_kinds(population: Any, given: np.recarray, p: Any) -> np.ndarray:
    """Kind of the owner of each project; where the table does not say it, in the shares of the cards."""
    kinds = given.owner_kind.astype(np.int8)
    left = np.flatnonzero(kinds == MISSING)
    government = population.government_projects - int(np.sum(kinds == GOVERNMENT))
    others = len(left) - government
    state = int(others * p.projects_state_owned_share + 0.5)
    partner = int(others * p.projects_partnership_share + 0.5)
    counts = [government, state, others - state - partner, partner]
    kinds[left] = np.repeat(np.array([GOVERNMENT, STATE_OWNED, PRIVATE, PARTNERSHIP], np.int8), counts)
    return kinds


def owner_uids(kinds: np.ndarray, given: np.recarray, p: Any) -> list[np.ndarray]:
    """Uids of the owners of each kind: those that projects name, and as many others as the cards want."""
    named = given.owner[given.owner != MISSING]
    found = []
    for kind in range(4):
        mine = kinds == kind
        wanted = max(1, int(np.sum(mine) / p.owners_projects_per_owner + 0.5))
        found.append(_filled(np.unique(given.owner[mine & (given.owner != MISSING)]), wanted, kind, named))
    return found


def seat_uids(counts: list[int], firms: np.recarray) -> list[np.ndarray]:
    """Uids of the firms of each kind: those of the table, and of kinds that it lacks drawn ones."""
    return [_filled(firms.uid[firms.kind == kind], counts[kind], kind, firms.uid) for kind in range(4)]


def _filled(mine: np.ndarray, wanted: int, kind: int, taken: np.ndarray) -> np.ndarray:
    """Uids with fresh ones beside, up to a number.

    Fresh ones are numbered within each kind, the kinds in turn, so that one more of a kind leaves the luck of all
    others as it is.
    """
    numbers = np.arange(max(0, wanted - len(mine)) + len(taken)) * 4 + kind + 1
    fresh = numbers[~np.isin(numbers, taken)][: max(0, wanted - len(mine))]
    return np.sort(np.concatenate([mine, fresh]))


def place_kinds(w: World, owners: list[np.ndarray], seats: list[np.ndarray]) -> None:
    """Give owners and seats their rows, sorted by kind."""
    owner_counts, seat_counts = [len(uids) for uids in owners], [len(uids) for uids in seats]
    w.kinds.owner_count[:], w.kinds.seat_count[:] = owner_counts, seat_counts
    w.kinds.owner_start[1:] = np.cumsum(owner_counts)[:-1]
    w.kinds.seat_start[1:] = np.cumsum(seat_counts)[:-1]
    count = sum(owner_counts)
    w.owners.uid[:] = np.concatenate(owners)
    w.owners.kind[:] = np.repeat(np.arange(4), owner_counts)
    w.owners.account[:] = OUTSIDE + np.arange(count)
    w.owners.first_contract[:] = -1
    w.seats.uid[:] = np.concatenate(seats)
    w.seats.kind[:] = np.repeat(np.arange(4), seat_counts)
    w.accounts.kind[OUTSIDE : OUTSIDE + count] = np.where(
        w.owners.kind == GOVERNMENT, DEVELOPER_GOVERNMENT, DEVELOPER_OTHER
    )


def owner_rows(w: World, given: np.recarray) -> np.ndarray:
    """Row of the owner that each project names; `MISSING` where it names none."""
    return rows_of_uids(w.owners.uid, given.owner)


def seat_rows(w: World, firms: np.recarray) -> np.ndarray:
    """Row of the seat of each firm of the table."""
    return rows_of_uids(w.seats.uid, firms.uid)


def draw_people(w: World, p: Any, seed: int, given: np.recarray, firms: np.recarray, workers: np.recarray) -> None:
    """Owners, firms and persons as the tables `given` (projects), `firms` and `workers` have them, the rest drawn."""
    promptness = np.full(w.owners.size, np.nan)
    rows = owner_rows(w, given)
    promptness[rows[rows != MISSING]] = given.owner_promptness[rows != MISSING]
    _draw_owners(w, p, seed, promptness)
    seated = nothing_given("firms", w.seats.size)
    seated[seat_rows(w, firms)] = firms
    _draw_firms(w, p, seed, seated)
    pool = nothing_given("workers", w.persons.size)
    pool[: len(workers)] = workers
    pool.uid[len(workers) :] = np.arange(len(pool) - len(workers)) + 1 + workers.uid.max(initial=0)
    _draw_persons(w, p, seed, pool)


@compiled
def _draw_owners(w, p, seed, promptness):
    w = lend(w)
    for o in range(w.owners.size):
        owner = w.owners[o]
        drawn = quantile(p.owners_promptness, uniform(seed, Stream.OWNER_TYPE, 0, owner.uid))
        owner.promptness = given_or(promptness[o], drawn)


@compiled
def _draw_firms(w, p, seed, given):
    w = lend(w)
    for seat_row in range(w.seats.size):
        firm = w.firms[enter(w, p, seed, seat_row)]
        firm.kappa = given_or(given.kappa[seat_row], firm.kappa)
        firm.order = given_or(given.order[seat_row], firm.order)
        firm.funded_gap_fen = LATER


@compiled
def _draw_persons(w, p, seed, given):
    w = lend(w)
    for i in range(w.persons.size):
        person, told = w.persons[i], given[i]
        person.uid = told.uid
        person.claim = -1
        skill_u, skill = uniform(seed, Stream.PERSON_SKILL, 0, person.uid), 0
        while skill < 2 and skill_u >= p.workers_skill_shares[skill]:
            skill_u -= p.workers_skill_shares[skill]
            skill += 1
        person.skill = given_or(told.skill, skill)
        spread = quantile(p.workers_wage_spread, uniform(seed, Stream.PERSON_WAGE, 0, person.uid))
        wage = day_wage(p.workers_mean_day_wage_fen * p.workers_skill_wage[person.skill], spread)
        person.day_wage_fen = given_or(told.day_wage_fen, wage)
        u = uniform(seed, Stream.PATIENCE, 0, person.uid)
        patience = quantile(p.workers_patience_weeks, u)
        person.patience_weeks = np.int16(given_or(told.patience_weeks, int(patience)))
