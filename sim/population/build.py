"""Build the opening world of a region from parameter cards, keyed by seed."""

import numpy as np

from sim.chain.projects import set_credit, start_project
from sim.chain.tables import (
    BOSS_FIRM,
    CONTRACTOR_FIRM,
    GOVERNMENT,
    LICENSED_FIRM,
    NEVER,
    PARTNERSHIP,
    PRIVATE,
    SHELL_FIRM,
    STATE_OWNED,
)
from sim.core.compiled import compiled
from sim.core.draws import Stream, uniform
from sim.core.quantiles import quantile
from sim.ledger.accounts import (
    DEVELOPER_GOVERNMENT,
    DEVELOPER_OTHER,
    GENERAL_CONTRACTOR,
    LABOUR_BOSS,
    OPENING,
    OPENING_BALANCE,
    OUTSIDE,
    SUBCONTRACTOR,
    transfer,
)
from sim.world import World, allocate


def build_world(population, p, seed: int, quarters: int) -> World:
    """The opening world: owners, firms, a pool of persons, and one project per slot.

    Parameters
    ----------
    population : Population of the scenario: projects, government_projects, workers.
    p : the parameter record of the first week.
    seed : seed of the replicate, or of the scenario when the world is shared.
    quarters : quarters the ledger keeps flows for.
    """
    projects, workers = population.projects, population.workers
    owner_kinds = _owner_kinds_of_slots(population, p)
    owner_counts = [max(1, int(np.sum(owner_kinds == k) / p.owners_projects_per_owner + 0.5)) for k in range(4)]
    firm_counts = [
        max(1, int(projects / p.firms_projects_per_contractor + 0.5)),
        max(2, int(projects * p.firms_licensed_per_project + 0.5)),
        max(2, int(projects * p.firms_shells_per_project + 0.5)),
        max(2, int(projects * p.firms_bosses_per_project + 0.5)),
    ]
    persons = int(workers * p.workers_persons_per_job + 0.5)
    w = allocate(
        slots=projects, owners=sum(owner_counts), firms=sum(firm_counts), persons=persons, quarters=quarters,
        projects=2 * projects + 8, contracts=14 * projects + 64, bills=80 * projects + 128,
        crews=int(workers * 0.35) + 8 * projects + 64, claims=3 * workers + 512,
    )  # fmt: skip
    _fill_directory(w, owner_counts, firm_counts)
    w.slots.uid[:] = np.arange(1, projects + 1)
    w.slots.owner_kind[:] = owner_kinds
    w.slots.project[:] = -1
    w.directory.mean_workers[0] = workers / projects
    _open_people(w, p, seed)
    _opening_sizes(w, p, seed, workers)
    _open_projects(w, p, seed)
    _fund_firms(w, p)
    return w


def _owner_kinds_of_slots(population, p) -> np.ndarray:
    others = population.projects - population.government_projects
    state = int(others * p.projects_state_owned_share + 0.5)
    partner = int(others * p.projects_partnership_share + 0.5)
    counts = [population.government_projects, state, others - state - partner, partner]
    return np.repeat(np.array([GOVERNMENT, STATE_OWNED, PRIVATE, PARTNERSHIP], np.int8), counts)


def _fill_directory(w: World, owner_counts: list[int], firm_counts: list[int]) -> None:
    d = w.directory
    d.owner_count[:], d.firm_count[:] = owner_counts, firm_counts
    d.owner_start[1:] = np.cumsum(owner_counts)[:-1]
    d.firm_start[1:] = np.cumsum(firm_counts)[:-1]
    owners, firms = sum(owner_counts), sum(firm_counts)
    w.owners.uid[:] = np.arange(1, owners + 1)
    w.owners.kind[:] = np.repeat(np.arange(4), owner_counts)
    w.owners.account[:] = OUTSIDE + np.arange(owners)
    w.owners.first_contract[:] = -1
    w.firms.uid[:] = np.arange(1, firms + 1)
    w.firms.kind[:] = np.repeat(np.arange(4), firm_counts)
    w.firms.account[:] = OUTSIDE + owners + np.arange(firms)
    w.firms.first_contract[:] = -1
    w.firms.fled_week[:] = NEVER
    kinds = np.array([GENERAL_CONTRACTOR, SUBCONTRACTOR, SUBCONTRACTOR, LABOUR_BOSS])
    w.ledger.kind[OUTSIDE : OUTSIDE + owners] = np.where(
        w.owners.kind == GOVERNMENT, DEVELOPER_GOVERNMENT, DEVELOPER_OTHER
    )
    w.ledger.kind[OUTSIDE + owners :] = kinds[w.firms.kind]


@compiled
def _draw_people(owners, firms, persons, p, seed):
    for o in range(owners.uid.size):
        owners.promptness[o] = quantile(p.owners_promptness, uniform(seed, Stream.OWNER_TYPE, 0, owners.uid[o]))
    for f in range(firms.uid.size):
        firms.kappa[f] = quantile(p.firms_kappa, uniform(seed, Stream.FIRM_CAPITAL, 0, firms.uid[f]))
        u = uniform(seed, Stream.FIRM_ORDER, 0, firms.uid[f])
        firms.order[f] = 0
        if u >= p.firms_wages_first_share:
            firms.order[f] = 1
        if u >= p.firms_wages_first_share + p.firms_subcontracts_first_share:
            firms.order[f] = 2
    for i in range(persons.uid.size):
        persons.uid[i] = i + 1
        persons.claim[i] = -1
        u = uniform(seed, Stream.PERSON_WAGE, 0, persons.uid[i])
        persons.day_wage_fen[i] = np.int32(p.workers_mean_day_wage_fen * quantile(p.workers_wage_spread, u))
        u = uniform(seed, Stream.PATIENCE, 0, persons.uid[i])
        persons.patience_weeks[i] = np.int16(quantile(p.workers_patience_weeks, u))


def _open_people(w: World, p, seed: int) -> None:
    _draw_people(w.owners, w.firms, w.persons, p, seed)


def _opening_sizes(w: World, p, seed: int, workers: int) -> None:
    """Workers of each opening project: drawn sizes scaled so that together they are `workers`."""
    uids = w.slots.uid * 1024
    drawn = np.array([quantile(p.projects_size, uniform(seed, Stream.PROJECT_SIZE, 0, u)) for u in uids])
    drawn = np.maximum(drawn, 0.05)
    exact = drawn * (workers / drawn.sum())
    whole = np.maximum(1, exact.astype(np.int64))
    for i in np.argsort(-(exact - whole), kind="stable"):
        if whole.sum() >= workers:
            break
        whole[i] += 1
    while whole.sum() > workers and whole.max() > 1:
        whole[np.argmax(whole)] -= 1
    w.directory.opening_workers[:] = whole


@compiled
def _start_all(room, slots, projects, contracts, terms, money, queues, ledger, owners, firms, directory, p, seed):
    for slot in range(slots.uid.size):
        # ages are uniform over the duration, so the first projects have a uniform share of work left
        left = 1.0 - uniform(seed, Stream.OPENING_AGE, 0, slots.uid[slot])
        if p.projects_opening_age < 0.5:
            left = 1.0
        start_project(
            room, slots, projects, contracts, terms, money, queues, ledger, owners, firms, directory, p, seed, 0,
            slot, left,
        )  # fmt: skip


def _open_projects(w: World, p, seed: int) -> None:
    _start_all(
        w.room, w.slots, w.projects, w.contracts, w.terms, w.money, w.queues, w.ledger, w.owners, w.firms,
        w.directory, p, seed,
    )  # fmt: skip


@compiled
def _fund(firms, ledger, credit_share, least_fen):
    for f in range(firms.uid.size):
        capital = firms.kappa[f] * firms.gap_fen[f]
        firms.equity_fen[f] = np.int64(max(capital * (1.0 - credit_share), least_fen * min(1.0, firms.kappa[f])))
        if firms.equity_fen[f] > 0:
            transfer(ledger, OPENING, firms.account[f], OPENING_BALANCE, firms.equity_fen[f])
        set_credit(firms, f)


def _fund_firms(w: World, p) -> None:
    _fund(w.firms, w.ledger, p.firms_credit_share, p.firms_least_equity_fen)


__all__ = ["BOSS_FIRM", "CONTRACTOR_FIRM", "LICENSED_FIRM", "SHELL_FIRM", "build_world"]
