"""Voice: which unpaid crews complain, at what cost, and what they can prove."""

import numpy as np

from sim.agents.authority.tables import QUEUED
from sim.agents.evidence import proven_share
from sim.agents.workers import end_package
from sim.chain.events import COMPLAINT, note
from sim.chain.tables import CASE_ROOM, CREW_ROOM, FREE, WORKING, take_row
from sim.core.compiled import kernel, rule
from sim.core.draws import Stream, uniform
from sim.core.quantiles import quantile
from sim.core.scratch import borrow, give_back
from sim.ledger.claims import crew_unpaid_to, days_due, members_unpaid_to


@rule
def complains(u, unpaid_fen, week_wages_fen, after_weeks, working, chance_working, chance_after, factor):
    """Whether a crew that is owed enough complains this week; who still works there fears for the job."""
    chance = (chance_working if working else chance_after) * factor
    return unpaid_fen > after_weeks * week_wages_fen and u < chance


@kernel
def complain(w, calendar, p, seed, week):
    """Crews complain together; in the weeks before the festival also about what is only about to fall due."""
    ahead = calendar.next_festival[week] - week
    near = ahead <= p.voice_festival_weeks
    factor = p.voice_festival_factor if near else 1.0
    for crew_row in range(w.room.top[CREW_ROOM]):
        crew = w.crews[crew_row]
        if crew.state == FREE or crew.case >= 0:
            continue
        day = crew.days_worked
        if not near:
            day = days_due(w, crew_row, week - 1, calendar.due_month[max(0, week - 1)])
        unpaid = crew_unpaid_to(w, crew_row, day)
        if unpaid == 0:
            continue
        u = uniform(seed, Stream.COMPLAINS, week, crew.uid)
        wages = crew.day_wages_fen * p.crews_days_per_week
        working = crew.state == WORKING
        chances = (p.voice_chance_working, p.voice_chance_after)
        if complains(u, unpaid, wages, p.voice_after_weeks, working, chances[0], chances[1], factor):
            _open_case(w, calendar, p, seed, week, crew_row, day)


@kernel
def _open_case(w, calendar, p, seed, week, crew_row, day):
    crew = w.crews[crew_row]
    room = borrow(w, crew.hands)
    owed = w.scratch[room : room + crew.hands]
    members_unpaid_to(w, crew_row, day, owed)
    named = max(1, int(quantile(p.voice_named, uniform(seed, Stream.NAMED, week, crew.uid))))
    case_row = take_row(w, w.cases, CASE_ROOM)
    case = w.cases[case_row]
    case.state = QUEUED
    case.crew = crew_row
    case.opened_week = week
    case.deadline_week = 0
    case.kept = False
    case.proven_fen = 0
    case.discharged_fen = 0
    case.named_fen = 0
    case.named_workers = 0
    true_workers, unpaid = 0, np.int64(0)
    for k in range(crew.hands):
        if owed[k] > 0:
            true_workers += 1
            unpaid += owed[k]
            if case.named_workers < named:
                case.named_workers += 1
                case.named_fen += owed[k]
    give_back(w, room)
    crew.case = case_row
    office = w.authority[0]
    office.complaints += 1
    office.complainants_named += case.named_workers
    office.complainants_true += true_workers
    office.complaint_cost_fen += crew.day_wages_fen * p.voice_cost_days
    c = crew.contract
    note(w, COMPLAINT, w.contracts.project[c], c, w.contracts.firm[c], true_workers, unpaid)
    _bear_the_cost(w, calendar, p, seed, week, crew_row)


@kernel
def _bear_the_cost(w, calendar, p, seed, week, crew_row):
    """Who complains may lose the job, and waits longer for the next one."""
    crew = w.crews[crew_row]
    for i in range(crew.first_claim, crew.first_claim + crew.hands):
        w.persons.barred_until[w.claims.person[i]] = week + p.voice_barred_weeks
    if crew.state == WORKING and uniform(seed, Stream.DISMISSED, week, crew.uid) < p.voice_dismissal_chance:
        end_package(w, calendar, p, seed, week, week, crew_row)


@kernel
def proven(w, crew_row, day, partial_share):
    """What a crew can prove of its unpaid wages up to `day`, in fen."""
    crew = w.crews[crew_row]
    room = borrow(w, crew.hands)
    owed = w.scratch[room : room + crew.hands]
    members_unpaid_to(w, crew_row, day, owed)
    fen = np.int64(0)
    for k in range(crew.hands):
        fen += np.int64(owed[k] * proven_share(w.claims.evidence[crew.first_claim + k], partial_share))
    give_back(w, room)
    return fen
