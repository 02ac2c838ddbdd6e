"""A tiny world with rows written by hand."""

import numpy as np

from sim.chain.tables import ACTIVE, IN_BUSINESS, NEVER, PACKAGE_DONE, YEAR_ROOM
from sim.ledger.accounts import OUTSIDE
from sim.ledger.claims import FESTIVAL, NOT_LEFT
from sim.scenario import load_scenario
from sim.world import GROWING, allocate

CALENDAR = load_scenario("toy_chain").calendar()
WEEK = 30
PRIVATE = 2
NONE_YET = (
    "first_child", "next_sibling", "next_of_firm", "first_crew", "first_bill", "wages_year",
    "material_year",
)  # fmt: skip


class HandMade:
    """A world with one private owner, four firms and as many contracts, crews and bills as a case needs."""

    def __init__(self, contracts: int = 16) -> None:
        self.world = w = allocate(
            slots=1, owners=1, seats=4, persons=64, periods=1, projects=1, contracts=contracts, bills=contracts,
            crews=8, claims=64,
        )  # fmt: skip
        w.owners.kind[0], w.owners.account[0], w.owners.first_contract[0] = PRIVATE, OUTSIDE, -1
        for which, name in GROWING.items():
            w.room.top[which] = getattr(w, name).size
        w.firms.first_contract[:], w.firms.state[:] = -1, IN_BUSINESS
        w.firms.outflow_years[:], w.firms.set_off_year[:] = -1, -1
        w.firms.account[:] = np.arange(OUTSIDE + 1, OUTSIDE + 1 + w.firms.size)
        w.projects.wage_account[0], w.projects.deposit_account[0] = w.accounts.size - 2, w.accounts.size - 1
        w.projects.state[0], w.projects.first_contract[0] = ACTIVE, -1
        self.made = self.crews = self.claims = self.bills = 0

    def contract(self, firm: int, parent: int = -1, **columns: int | float) -> int:
        """The next contract; children come after parents and get the higher uid."""
        c, contracts = self.made, self.world.contracts
        self.made += 1
        contracts.uid[c], contracts.state[c], contracts.parent[c], contracts.firm[c] = c + 1, ACTIVE, parent, firm
        contracts.tier[c] = 1 if parent < 0 else contracts.tier[parent] + 1
        for name in NONE_YET:
            contracts[name][c] = -1
        contracts.part_share[c] = 1.0
        contracts.next_of_project[c] = self.world.projects.first_contract[0]
        self.world.projects.first_contract[0] = c
        if parent >= 0:
            contracts.next_sibling[c], contracts.first_child[parent] = contracts.first_child[parent], c
        else:
            contracts.next_sibling[c], self.world.owners.first_contract[0] = self.world.owners.first_contract[0], c
        last = self.world.firms.first_contract[firm]
        if last < 0:
            self.world.firms.first_contract[firm] = c
        while last >= 0:
            before, last = last, contracts.next_of_firm[last]
            if last < 0:
                contracts.next_of_firm[before] = c
        for name, value in columns.items():
            contracts[name][c] = value
        return c

    def owe(self, c: int, *wages_fen: int, due_week: int = WEEK) -> int:
        """A crew whose members worked one day each in March 2014, over 30 days ago in week 30; returns its row."""
        w, k, first = self.world, self.crews, self.claims
        self.crews += 1
        self.claims += len(wages_fen)
        crew = w.crews[k]
        crew.state, crew.contract, crew.next_of_contract = PACKAGE_DONE, c, w.contracts.first_crew[c]
        w.contracts.first_crew[c] = k
        crew.uid, crew.first_claim, crew.hands, crew.days_worked = k + 1, first, len(wages_fen), 1
        crew.day_wages_fen = sum(wages_fen)
        crew.first_month = crew.last_month = CALENDAR.month[2]
        crew.month_days[:] = 1
        crew.regime, crew.settle_week, crew.at_once_week = FESTIVAL, due_week, NEVER
        for i, fen in enumerate(wages_fen, first):
            claim = w.claims[i]
            claim.crew, claim.person, claim.left_day, claim.day_wage_fen = k, i, NOT_LEFT, fen
        return k

    def bill(self, c: int, fen: int, *, certified: int = 0, due: int = 0, disputed: int = 0) -> int:
        """An open bill of a contract; returns its row."""
        w, b = self.world, self.bills
        self.bills += 1
        bill = w.bills[b]
        bill.contract, bill.amount_fen, bill.next = c, fen, w.contracts.first_bill[c]
        bill.certified_week, bill.due_week, bill.disputed_until = certified, due, disputed
        bill.parent = bill.latest_receipt = -1
        w.contracts.first_bill[c] = b
        return b

    def year(self, period: int, fen: int) -> int:
        """A year in which `fen` was spent in one period; returns its row."""
        room = self.world.room
        row = int(room.fresh[YEAR_ROOM])
        room.fresh[YEAR_ROOM] = room.top[YEAR_ROOM] = row + 1
        self.world.years.fen[row, period] = fen
        return row

    def cash(self, firm: int, fen: int) -> None:
        self.world.accounts.balance_fen[self.world.firms.account[firm]] = fen
