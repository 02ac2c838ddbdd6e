"""A known state at the start: what crews of each project are owed, and a past that led there."""

from typing import Any, NamedTuple

import numpy as np

from sim.chain.tables import BILL_ROOM, CLAIM_ROOM, CREW_ROOM, FREE, WORKING
from sim.core.money import split_pro_rata
from sim.errors import InputError
from sim.ledger.claims import MONTHS
from sim.population.build import lay_out
from sim.population.columns import MISSING, PAST_WEEKS
from sim.population.crews import hands_given, open_crews
from sim.population.given import Tables
from sim.population.past import (
    add_past_work,
    begin_projects,
    fill_crews,
    form_earlier,
    pay_past_wages,
    play_past,
    restore_funds,
)
from sim.population.people import seat_rows
from sim.world import World, enlarge, open_claims


def open_world(
    name: str, population: Any, tables: Tables, params: np.recarray, seed: int, periods: int, calendar: np.recarray
) -> World:
    """The world at the close of week `PAST_WEEKS` - 1 of the calendar, as `population.opening` says.

    Parameters
    ----------
    name : str
        Of the scenario, for errors.
    population, tables, seed, periods
        As `build_world` has them.
    params : recarray
        Of all weeks of the calendar.
    calendar : recarray
        The past, then the run.

    Raises
    ------
    InputError
        If the state cannot have come about.
    """
    now, p = PAST_WEEKS, params[PAST_WEEKS]
    firsts, ends = _seasons(name, calendar, p, now)
    w, contracts = lay_out(population, tables, p, seed, periods, _rows(calendar, now, None))
    funds = w.accounts.balance_fen[w.firms.account].copy()
    begin_projects(w, p, seed, tables.projects.weeks_done, now)
    w = _room_for_crews(w, p, tables, len(firsts))
    since = np.maximum(w.projects.start_week, firsts[-1]).astype(np.int64)
    open_crews(w, calendar, p, seed, tables.crews, tables.workers, contracts, since)
    fill_crews(w, calendar, params, seed, since, now)
    present = np.flatnonzero((w.crews.state == WORKING) & (w.crews.start_week < now))
    present = present[np.argsort(w.crews.first_claim[present])]
    on_site = np.bincount(w.contracts.project[w.crews.contract[present]], w.crews.hands[present], w.projects.size)
    project_of = dict(zip(w.slots.uid.tolist(), w.slots.project.tolist(), strict=True))
    rows = {project_of[row.project]: row for row in population.opening.arrears}
    leavers = np.zeros(w.projects.size, np.int64)
    for project, row in rows.items():
        leavers[project] = max(0, row.workers_owed - int(on_site[project]))
    form_earlier(w, calendar, params, seed, present, firsts, ends, leavers, now)
    add_past_work(w, params, now, np.zeros(w.contracts.size, np.int64))
    week, terms = 0, _at_terms(params)
    while (week := play_past(w, calendar, terms, seed, week, now)) < now:
        w = enlarge(w, BILL_ROOM)
    unpaid = _unpaid(name, w, calendar, rows, now)
    pay_past_wages(w, unpaid)
    crews = w.claims.crew[np.flatnonzero(unpaid)]
    listed = np.isin(w.contracts.project[w.crews.contract[crews]], list(rows))
    penniless = np.zeros(w.firms.size, np.bool_)
    penniless[w.contracts.firm[w.crews.contract[crews[listed]]]] = True
    seats = seat_rows(w, tables.firms)[tables.firms.cash_fen != MISSING]
    penniless[w.seats.firm[seats]] = False
    funds[penniless] = 0
    restore_funds(w, funds, penniless)
    return w


def _room_for_crews(w: World, p: Any, tables: Tables, seasons: int) -> World:
    """The world with room for the crews that all contracts have in so many seasons, and for their members."""
    given = hands_given(tables.crews, tables.workers)
    hands = int(w.contracts.target_workers[w.contracts.state != FREE].sum()) + int(given.sum())
    crews = hands // max(1, p.crews_smallest) + int((w.contracts.state != FREE).sum()) + len(given)
    while w.room.free[CREW_ROOM] < seasons * crews:
        w = enlarge(w, CREW_ROOM)
    while w.claims.size - w.room.first_free[CLAIM_ROOM] < seasons * hands:
        w = enlarge(w, CLAIM_ROOM)
    return w


def _seasons(name: str, calendar: np.recarray, p: Any, now: int) -> tuple[np.ndarray, np.ndarray]:
    """First week of each working season before week `now`, and the week after its last; the present one comes last."""
    t = np.arange(now)
    past = _rows(calendar, 0, now)
    at_work = past.next_festival - t > p.crews_stop_before_weeks
    at_work &= t - past.last_festival > p.crews_start_after_weeks
    if not at_work[-1]:
        raise InputError(f"{name}: population.opening: sites rest at the start; it must lie between two winter breaks.")
    edges = np.flatnonzero(np.diff(np.concatenate([[False], at_work, [False]]).astype(np.int8)))
    return edges[::2], edges[1::2]


def _rows(table: np.recarray, start: int, stop: int | None) -> np.recarray:
    return table[start:stop].view(np.recarray)


def _at_terms(params: np.recarray) -> np.recarray:
    """Parameters of a past in which nothing is disputed or cut."""
    plain = params.copy()
    plain.contracts_dispute_chance[:] = 0.0
    plain.contracts_settlement_dispute_chance[:] = 0.0
    plain.wages_measurement_cut_share[:] = 0.0
    return plain


def days_by(crews: np.recarray, month: int) -> np.ndarray:
    """Days that crews had worked when a month ended."""
    place = month - crews.first_month
    days = crews.month_days[np.arange(len(crews)), np.clip(place, 0, MONTHS - 1)]
    return np.where(place < 0, 0, np.where(month >= crews.last_month, crews.days_worked, days)).astype(np.int64)


class _Site(NamedTuple):
    """The claims of one project, in the order in which workers come to be owed."""

    claims: np.ndarray  # rows
    crews: np.recarray  # of each
    wage_fen: np.ndarray
    person: np.ndarray
    here: np.ndarray  # whether the worker is still on site


def _unpaid(name: str, w: World, calendar: np.recarray, rows: dict[int, Any], now: int) -> np.ndarray:
    """What is unpaid of each claim, in fen."""
    unpaid = np.zeros(w.claims.size, np.int64)
    used = open_claims(w)
    projects = w.contracts.project[w.crews.contract[w.claims.crew[used]]]
    paid_to = int(calendar.over30_month[now - 1])
    lines: list[str] = []
    for project in w.slots.project.tolist():
        claims = used[projects == project]
        crews = w.crews[w.claims.crew[claims]]
        person = w.claims.person[claims]
        here = np.isin(person, person[crews.state == WORKING])
        site = _Site(claims, crews, w.claims.day_wage_fen[claims].astype(np.int64), person, here)
        if project in rows:
            try:
                unpaid[claims] = _shared_out(name, site, rows[project])
            except InputError as error:
                lines.extend(error.lines)
        else:
            unpaid[claims] = site.wage_fen * (crews.days_worked - days_by(crews, paid_to))
    if lines:
        raise InputError(lines)
    return unpaid


def _shared_out(name: str, site: _Site, row: Any) -> np.ndarray:
    """What a row says is unpaid, shared among the claims of those it says are owed.

    The last days of a claim are the unpaid ones. One claim is unpaid from `oldest_month` on, the smallest that reaches
    so far back; the rest is shared pro rata to what each claim earned since then.
    """
    file = f"{name}: population.opening: project {row.project}"
    year, month = map(int, row.oldest_month.split("-"))
    oldest = year * 12 + month - 1
    before = days_by(site.crews, oldest - 1)
    earned = site.wage_fen * (site.crews.days_worked - before)
    seen = site.person[site.here]
    owed = seen[np.sort(np.unique(seen, return_index=True)[1])][: row.workers_owed]
    mine = (np.isin(site.person, owed) | ~site.here) & (earned > 0)
    persons = len(np.unique(site.person[mine]))
    if persons < row.workers_owed:
        raise InputError(
            f"{file}: workers_owed = {row.workers_owed}: {persons} earned wages there since {row.oldest_month}."
        )
    fen, most = row.unpaid_fen, int(earned[mine].sum())
    if fen > most:
        raise InputError(
            f"{file}: unpaid_yuan = {fen / 100:.2f}: these {persons} workers earned {most / 100:.2f} there since "
            f"{row.oldest_month}."
        )
    reaches = np.flatnonzero(mine & (days_by(site.crews, oldest) > before))
    if not len(reaches):
        raise InputError(f"{file}: oldest_month = {row.oldest_month}: none of those owed was at work there then.")
    first = reaches[np.argmin(earned[reaches])]
    found = np.zeros(len(earned), np.int64)
    weights = np.where(mine, earned, 0)
    weights[first] = 0
    if fen >= earned[first]:
        split_pro_rata(fen - earned[first], weights, site.claims, len(weights), found)
    found[first] = earned[first]
    if fen < earned[first] or len(np.unique(site.person[found > 0])) < persons:
        raise InputError(
            f"{file}: unpaid_yuan = {fen / 100:.2f}: too little for {persons} workers, one of them unpaid since "
            f"{row.oldest_month}."
        )
    return found
