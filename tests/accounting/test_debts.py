"""What one pass through the tables finds is what hangs on each firm's contracts; what was counted is what is there."""

import numpy as np
import pytest

from sim.agents.debts import CLASSES, MATERIALS, SUBCONTRACTS, WAGES, debts_of, has_debts, list_debts
from sim.chain.bills import bill_due
from sim.chain.tables import FIRM_ROOM, FREE
from sim.core.compiled import rule
from sim.core.lend import lend
from sim.core.scratch import give_back
from sim.declared.groups import GROUP_COUNT, GROUPS
from sim.ledger.claims import crew_unpaid_to, days_due
from sim.ledger.tally import BILLS_OVERDUE, DUE_WEEKS, WORK_DONE
from sim.parameters.cards import load_cards
from sim.population.columns import TABLES as COLUMNS
from sim.running.one import Playing
from sim.scenario import Shock, load_scenario
from sim.world import copy

WEEKS = range(30, 130, 7)


@rule
def listed(w, calendar, week, every_crew, found):
    """All debts by the lists: rows of (firm, class, row); returns how many, -1 if a firm is not said to have what it has."""
    w = lend(w)
    debts = list_debts(w, calendar, week, every_crew)
    n = 0
    for firm_row in range(w.room.top[FIRM_ROOM]):
        before = n
        for which in range(CLASSES):
            begin, end = debts_of(w, debts, firm_row, which)
            for row in w.scratch[begin:end]:
                found[n, 0], found[n, 1], found[n, 2] = firm_row, which, row
                n += 1
        if has_debts(w, debts, firm_row) != (n > before):
            return -1
    give_back(w, debts)
    return n


@rule
def due_of_bill(w, bill_row, week):
    return bill_due(lend(w), bill_row, week)


@rule
def due_of_crew(w, calendar, crew_row, week):
    w = lend(w)
    return crew_unpaid_to(w, crew_row, days_due(w, crew_row, week, calendar.due_month[week]))


def lists_of(world, calendar, week, every_crew=False):
    """All debts by the lists, each once."""
    cells = np.zeros((world.bills.size + world.crews.size, 3), np.int64)
    many = listed(world, calendar, week, every_crew, cells)
    assert many >= 0
    found = [tuple(row) for row in cells[:many].tolist()]
    assert len(set(found)) == len(found)
    return set(found)


def queue(bills, first):
    while first >= 0:
        yield first
        first = int(bills.next[first])


def by_contracts(w, calendar, week):
    """The same, by the links from each contract in use to what hangs on it."""
    found = set()
    for c in np.flatnonzero(w.contracts.state != FREE):
        contract = w.contracts[c]
        crew_row = int(contract.first_crew)
        while crew_row >= 0:
            if due_of_crew(w, calendar, crew_row, week) > 0:
                found.add((int(contract.firm), WAGES, crew_row))
            crew_row = int(w.crews.next_of_contract[crew_row])
        for row in queue(w.bills, int(contract.first_material)):
            if due_of_bill(w, row, week) > 0:
                found.add((int(contract.firm), MATERIALS, row))
        if contract.parent >= 0:
            for row in queue(w.bills, int(contract.first_bill)):
                if due_of_bill(w, row, week) > 0:
                    found.add((int(w.contracts.firm[contract.parent]), SUBCONTRACTS, row))
    return found


def worlds_of(settings):
    """A county on its way into a downturn, every seventh week."""
    playing = Playing(load_scenario("downturn").with_settings({"warmup_weeks": 0, "weeks": 140} | settings), 3)
    found = []
    for week in WEEKS:
        playing.play(week + 1)
        found.append((copy(playing.world), playing.calendar, week))
    return found


@pytest.fixture(scope="module")
def worlds():
    return worlds_of({})


def test_lists_hold_what_hangs_on_each_firms_contracts(worlds):
    kinds = set()
    for world, calendar, week in worlds:
        found = lists_of(world, calendar, week)
        assert found == by_contracts(world, calendar, week)
        kinds |= {which for _, which, _ in found}
    assert kinds == {WAGES, SUBCONTRACTS, MATERIALS}


def test_a_month_end_lists_every_crew(worlds):
    more = 0
    for world, calendar, week in worlds:
        due = by_contracts(world, calendar, week)
        crews = np.flatnonzero(world.crews.state != FREE)
        hired = {(int(world.contracts.firm[world.crews.contract[row]]), WAGES, int(row)) for row in crews}
        assert lists_of(world, calendar, week, every_crew=True) == due | hired
        more += len(hired - due)
    assert more


def test_what_is_passed_on_at_once_is_listed_before_it_is_due():
    more = 0
    for world, calendar, week in worlds_of({"contracts.pass_on_weeks": 0}):
        due = by_contracts(world, calendar, week)
        bills = world.bills
        waits = (
            (bills.due_week <= week) & (bills.parent >= 0) & (bills.paid_fen < bills.amount_fen) & (bills.payer >= 0)
        )
        at_once = {(int(bills.payer[row]), SUBCONTRACTS, int(row)) for row in np.flatnonzero(waits)}
        assert (world.contracts.pass_on_weeks[bills.contract[waits]] == 0).all()
        assert lists_of(world, calendar, week) == due | at_once
        more += len(at_once - due)
    assert more


def test_no_bill_falls_due_later_than_the_ring_of_weeks_is_long():
    cards = {name: load_cards()[f"contracts.{name}_weeks"].bounds[1] for name in ("certification", "term", "dispute")}
    tables = {column.name: column.highest for column in COLUMNS["contracts"]}
    certification = max(cards["certification"], tables["certification_weeks"])
    term = max(cards["term"], tables["term_weeks"])
    shock = next(bound.le for bound in Shock.model_fields["weeks"].metadata if hasattr(bound, "le"))
    assert max(certification + max(term, cards["dispute"], 1), shock) < DUE_WEEKS


def test_the_tally_is_what_is_overdue_and_done_by_group(worlds):
    tiers = set()
    for world, _, week in worlds:
        overdue, done = np.zeros((2, len(GROUPS)), np.int64)
        for c in np.flatnonzero(world.contracts.state != FREE):
            contract = world.contracts[c]
            project = world.projects[contract.project]
            cells = [0, 1 + world.owners.kind[project.owner], 5 + project.sector, 9 + min(6, contract.tier)]
            cells.append(16 + project.size_class)
            done[cells] += contract.value_fen
            for row in queue(world.bills, int(contract.first_bill)):
                if world.bills.due_week[row] <= week:
                    overdue[cells] += world.bills.amount_fen[row] - world.bills.paid_fen[row]
            tiers.add(int(contract.tier))
        tally = world.tally.reshape(-1, GROUP_COUNT)
        assert tally[BILLS_OVERDUE].tolist() == overdue.tolist()
        assert tally[WORK_DONE].tolist() == done.tolist()
        assert overdue[0] > 0
    assert len(tiers) >= 3
