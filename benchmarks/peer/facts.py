"""What is compared: the same facts about a week's close, read from the engine and from the peer."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from sim.chain.tables import FREE
from sim.core.compiled import rule
from sim.core.lend import lend
from sim.declared.kinds import OWNER_KINDS
from sim.ledger.accounts import KIND_NAMES, OUTSIDE, PURPOSE_NAMES
from sim.ledger.claims import days_by_month, days_due, discharged, unpaid_to_day
from sim.outcomes import COLUMN
from sim.places import CLOCKS, PLACE_NAMES
from sim.running.one import Playing
from sim.world import open_claims

if TYPE_CHECKING:
    from peer.claim import Claim
    from peer.model import PeerModel

Facts = dict[str, Mapping]
OLDER_WEEKS = (5, 13, 26)  # more than 30, 90 and 180 days
SURVEY = ("survey_persons", "survey_owed_persons", "survey_debt_thousandths")
TO_WORKERS = ("wage", "living_allowance")
CASH = "cash per account"
CLOCK_A = "unpaid per claim by age, clock (a)"
CLOCK_B = "unpaid per claim, clock (b)"
SETTLED = "paid, given up, written off per claim"
PAYERS = "paid to workers, by payer"
FLOWS = "all flows by payer, payee and purpose"
CONTRACTS = "value, billed, received per contract"
PLACES = "places of both clocks"


@rule
def _measure_claims(w, calendar, week, found):
    """Of each claim: unpaid; due; due 5, 13 and 26 weeks ago; of months that ended more than 30 days ago."""
    w = lend(w)
    for i in range(w.claims.size):
        claim = w.claims[i]
        if claim.crew < 0:
            continue
        for k in range(6):
            then = week
            day = w.crews.days_worked[claim.crew]
            if k >= 2:
                then = week - (5 if k == 2 else (13 if k == 3 else 26))
            if k == 5:
                day = days_by_month(w, claim.crew, calendar.over30_month[week])
            elif k > 0:
                day = days_due(w, claim.crew, then, calendar.due_month[then]) if then >= 0 else 0
            found[i, k] = unpaid_to_day(claim.day_wage_fen, claim.left_day, discharged(w, i), day)


def facts_of_engine(playing: Playing, opening_flows: np.ndarray) -> Facts:
    """The facts of the week that the engine played last."""
    world, week = playing.world, playing.week - 1
    row = playing.recording.values[week]
    facts = {
        CASH: _engine_accounts(playing),
        **_engine_claims(playing, week),
        **_engine_flows(world.flows_fen.sum(axis=0) - opening_flows),
        CONTRACTS: {
            c["uid"].item(): (c["value_fen"].item(), c["billed_fen"].item(), c["received_fen"].item())
            for c in np.asarray(world.contracts)[world.contracts.state != FREE]
        },
        PLACES: {
            (clock, OWNER_KINDS[k], int(tier), PLACE_NAMES[place]): int(
                playing.recording.places[week, n, k, tier, place]
            )
            for n, clock in enumerate(CLOCKS)
            for k, tier, place in zip(*np.nonzero(playing.recording.places[week, n]), strict=True)
        },
    }
    if playing.calendar.survey[week]:
        facts["survey"] = {name: int(row[COLUMN[name]]) for name in SURVEY}
    return facts


def _engine_accounts(playing: Playing) -> dict[str, int]:
    world = playing.world
    balance = world.accounts.balance_fen
    cash = {KIND_NAMES[i]: int(balance[i]) for i in range(OUTSIDE)}
    cash |= {f"developer:{owner.uid}": int(balance[owner.account]) for owner in world.owners}
    firms = world.firms[world.firms.state != FREE]
    cash |= {f"firm:{firm.uid}": int(balance[firm.account]) for firm in firms}
    projects = world.projects[world.projects.state != FREE]
    return cash | {f"wage account:{project.uid}": int(balance[project.wage_account]) for project in projects}


def _engine_claims(playing: Playing, week: int) -> Facts:
    world = playing.world
    found = np.zeros((world.claims.size, 6), np.int64)
    _measure_claims(world, playing.calendar, week, found)
    used = open_claims(world)
    claims, found = world.claims[used], found[used]
    keys = list(zip(world.crews.uid[claims.crew].tolist(), world.persons.uid[claims.person].tolist(), strict=True))
    deferred = found[:, 0] - found[:, 1]
    ages = np.column_stack([deferred, found[:, 1:4] - found[:, 2:5], found[:, 4]]).tolist()
    settled = np.column_stack([claims.paid_fen, claims.given_up_fen, claims.written_off_fen]).tolist()
    return {
        CLOCK_A: dict(zip(keys, ages, strict=True)),
        CLOCK_B: dict(zip(keys, found[:, 5].tolist(), strict=True)),
        SETTLED: dict(zip(keys, settled, strict=True)),
    }


def _engine_flows(flows: np.ndarray) -> Facts:
    moved = {
        (KIND_NAMES[payer], KIND_NAMES[payee], PURPOSE_NAMES[purpose]): int(flows[payer, payee, purpose])
        for payer, payee, purpose in zip(*np.nonzero(flows), strict=True)
    }
    return {PAYERS: _to_workers(moved), FLOWS: moved}


def _to_workers(flows: Mapping[tuple[str, str, str], int]) -> dict[tuple[str, str], int]:
    return {(payer, purpose): fen for (payer, _, purpose), fen in flows.items() if purpose in TO_WORKERS}


def facts_of_peer(model: "PeerModel") -> Facts:
    """The facts of the week that the peer played last."""
    claims = [claim for crew in model.crews() for claim in crew.claims]
    keys = [(claim.crew.uid, claim.worker.uid) for claim in claims]
    old = model.calendar.last_old_week(model.week)
    flows = {way: fen for way, fen in model.ledger.flows.items() if fen}
    facts: Facts = {
        CASH: _peer_accounts(model),
        CLOCK_A: {key: _ages(claim, model.week) for key, claim in zip(keys, claims, strict=True)},
        CLOCK_B: {key: claim.unpaid(old) for key, claim in zip(keys, claims, strict=True)},
        SETTLED: {
            key: [claim.paid_fen, claim.given_up_fen, claim.written_off_fen]
            for key, claim in zip(keys, claims, strict=True)
        },
        PAYERS: _to_workers(flows),
        FLOWS: flows,
        CONTRACTS: {
            c.uid: (c.value_fen, c.billed_fen, c.received_fen) for project in model.projects for c in project.contracts
        },
        PLACES: {
            (clock, *where): fen for clock in CLOCKS for where, fen in model.locate(clock).items() if fen
        },
    }  # fmt: skip
    if model.calendar.survey(model.week):
        facts["survey"] = dict(zip(SURVEY, model.survey(), strict=True))
    return facts


def _peer_accounts(model: "PeerModel") -> dict[str, int]:
    holders = [*model.ledger.outside.values(), *(agent.account for agent in (*model.developers(), *model.firms()))]
    holders += [project.wage_account for project in model.projects]
    return {account.name: account.fen for account in holders}


def _ages(claim: "Claim", week: int) -> list[int]:
    """Deferred, and overdue by how long each week's wage has been due."""
    ages = [0] * 5
    for entry in claim.open:
        due = claim.crew.due_week(entry.month)
        late = week - due
        ages[0 if late < 0 else 1 + sum(late >= older for older in OLDER_WEEKS)] += entry.open_fen
    return ages
