"""Crews at work at the opening, as a table gives them; all others are hired in the first week."""

from typing import Any

import numpy as np

from sim.agents.hiring import agree, form_crew, join, take_members
from sim.agents.pool import idle_in, open_pool
from sim.chain.uids import CREWS_OF_WEEK
from sim.core.compiled import compiled
from sim.core.lend import lend
from sim.core.scratch import give_back
from sim.population.columns import MISSING
from sim.population.people import given_or
from sim.world import World


def hands_given(crews: np.recarray, workers: np.recarray) -> np.ndarray:
    """Members of each crew of the table: all of them, or those that the workers' table names."""
    named = np.bincount(workers.crew[workers.crew != MISSING], minlength=len(crews))
    return np.where(crews.hands == MISSING, named, crews.hands)


def open_crews(
    w: World,
    calendar: np.recarray,
    p: Any,
    seed: int,
    crews: np.recarray,
    workers: np.recarray,
    contracts: np.ndarray,
    weeks: np.ndarray | None = None,
) -> None:
    """Form the crews that are at work.

    Parameters
    ----------
    w, calendar, p, seed
        As `build_world` has them.
    crews, workers : recarray
        The tables.
    contracts : ndarray of int
        Row of each contract of the table.
    weeks : ndarray of int, optional
        Week in which the crews of each contract's project began to work; the first of the run if not given.
    """
    if not len(crews):
        return
    mates = np.argsort(workers.crew, kind="stable")
    first = np.searchsorted(workers.crew[mates], np.arange(len(crews) + 1))
    order = np.argsort(crews.contract, kind="stable")
    number = np.empty(len(crews), np.int64)  # among the crews of the same contract
    number[order] = np.arange(len(crews)) - np.searchsorted(crews.contract[order], crews.contract[order])
    hands = hands_given(crews, workers)
    rows = contracts[crews.contract]
    since = np.zeros(len(crews), np.int64) if weeks is None else weeks[w.contracts.project[rows]]
    _form_crews(w, calendar, p, seed, since, crews, rows, number, hands, mates, first)


@compiled
def _form_crews(w, calendar, p, seed, weeks, crews, contracts, number, hands, mates, first):
    w = lend(w)
    for k in range(crews.size):
        # numbered from the last down: the crews hired in the first week are numbered up
        week = weeks[k]
        crew_row = form_crew(w, calendar, p, seed, week, contracts[k], CREWS_OF_WEEK - 1 - number[k], hands[k])
        crew, told = w.crews[crew_row], crews[k]
        regime = given_or(told.regime, crew.regime)
        piece = given_or(told.piece, int(crew.piece)) > 0
        agree(w, calendar, p, week, crew_row, regime, piece, given_or(told.weeks_left, crew.end_week - week))
        crew.allowance_share = given_or(told.allowance_share, crew.allowance_share)
        for n in range(first[k + 1] - first[k]):
            join(w, p, seed, week, crew_row, crew.first_claim + n, mates[first[k] + n])
        number[k] = crew_row
    pool = open_pool(w, seed, 0, hands.sum())
    idle = idle_in(w, pool)
    for k in range(crews.size):
        idle = take_members(w, p, seed, weeks[k], number[k], first[k + 1] - first[k], pool, idle)
    give_back(w, pool)
