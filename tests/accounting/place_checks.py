"""Places of a played week against the waterfall of `waterfall`, and its identities at every contract."""

from collections import defaultdict

import numpy as np
from day_ledger import DUE, OF_OLD_DUE, OF_OLD_LATER, DayLedger
from waterfall import Bill, Contract, Firm, Located
from waterfall import locate as locate_by_the_text
from year_sums import year_sums

from sim.agents.tables import BANK_OUT, PAID_OUT, PROJECTS_OUT, SUPPLIERS_OUT
from sim.chain.tables import FAILED, FLED, FREE
from sim.outcomes import COLUMN
from sim.places import CLOCKS, HEADLINE, PLACE_NAMES, PLACES, TIERS
from sim.running.one import Playing

COLUMNS = (
    "uid", "project", "firm", "tier", "value_fen", "received_fen", "spent_fen", "materials_fen", "billed_value_fen",
    "ahead_fen", "part_share",
)  # fmt: skip
PLACE = {name: number for number, name in enumerate(PLACE_NAMES)}
GONE = {FLED: "fled", FAILED: "failed"}


class Chains:
    """What the text asks of every contract, read from the tables; contracts that are closed stay in its books."""

    def __init__(self) -> None:
        self.values: dict[int, int] = {}  # V of every contract that ever was, by uid
        self.children: dict[int, set[int]] = defaultdict(set)

    def read(self, playing: Playing) -> list[Contract]:
        """All contracts, without what their crews are owed."""
        world = playing.world
        used = np.flatnonzero(world.contracts.state != FREE)
        rows = world.contracts[used]
        columns = [rows[name].tolist() for name in COLUMNS]
        columns += [year_sums(world, rows[name]).tolist() for name in ("wages_year", "material_year")]
        columns += [rows.first_bill.tolist(), rows.parent.tolist(), world.deposits.cash_fen[used].tolist()]
        uids, bills = world.contracts.uid.tolist(), _Bills(world)
        found = []
        for uid, project, firm, tier, *fen, part, on_projects, on_suppliers, bill, above, locked in zip(
            *columns, strict=True
        ):
            value, received, spent, materials, billed, ahead = fen
            parent = uids[above] if above >= 0 else None
            self.values[uid] = value
            if parent is not None:
                self.children[parent].add(uid)
            found.append(
                Contract(
                    uid, project, parent, firm, tier,
                    value_fen=value, received_fen=received, spent_fen=spent, materials_fen=materials,
                    unbilled_fen=value - billed, part_share=part, ahead_fen=ahead, locked_fen=locked,
                    bills=bills.queue(bill), spent_on_projects_fen=on_projects, spent_on_suppliers_fen=on_suppliers,
                )
            )  # fmt: skip
        for contract in found:
            contract.subcontracts_fen = sum(self.values[child] for child in self.children[contract.uid])
        return found


class _Bills:
    """The table of bills in plain numbers."""

    def __init__(self, world) -> None:
        bills = world.bills
        self.following = bills.next.tolist()
        columns = (bills.amount_fen - bills.paid_fen, bills.certified_week, bills.due_week, bills.disputed_until)
        self.columns = [column.tolist() for column in columns]

    def queue(self, row: int) -> list[Bill]:
        found = []
        while row >= 0:
            found.append(Bill(*(column[row] for column in self.columns)))
            row = self.following[row]
        return found


def _firms(world, held: set[int]) -> dict[int, Firm]:
    """Firms that hold contracts; the engine keeps a year's outflows by four-week periods, this one and twelve before."""
    rows = sorted(held)
    cash = world.accounts.balance_fen[world.firms.account[rows]].tolist()
    kinds = [PROJECTS_OUT, SUPPLIERS_OUT, BANK_OUT, PAID_OUT]
    out = year_sums(world, world.firms.outflow_years[rows][:, kinds]).tolist()
    gone = [GONE.get(state, "") for state in world.firms.state[rows].tolist()]
    return {row: Firm(cash[i], gone[i], *out[i]) for i, row in enumerate(rows)}


def _owe(contracts: list[Contract], ledger: DayLedger, owed: np.ndarray) -> dict[int, list[int]]:
    """Own wages accrued into each contract; returns what its crews are owed, by the columns of `owed`."""
    accrued = (ledger.days * ledger.wage_fen)[:, None]
    sums = ledger.by_contract(np.concatenate([owed, accrued], axis=1))
    open_contracts = {c.uid for c in contracts}
    assert not any(fen[0] for uid, fen in sums.items() if uid not in open_contracts)
    for c in contracts:
        c.wages_fen = sums.get(c.uid, [0])[-1]
    return sums


def check_identities(contracts: list[Contract], found: Located) -> None:
    """At each contract own demand + passed up by its subcontracts = booked there + passed up; so per project."""
    passed_by_children: dict[int | None, int] = defaultdict(int)
    unpaid: dict[int, int] = defaultdict(int)
    booked: dict[int, int] = defaultdict(int)
    for c in contracts:
        passed_by_children[c.parent] += found.passed[c.uid]
        unpaid[c.project] += c.unpaid_fen + c.later_fen
        booked[c.project] += sum(found.at_contract[c.uid].values())
    for c in contracts:
        own = {place: fen for place, fen in found.at_contract[c.uid].items() if place != "agreed_later"}
        assert c.unpaid_fen + passed_by_children[c.uid] == sum(own.values()) + found.passed[c.uid]
        assert all(fen >= 0 for fen in own.values())
    for project, fen in unpaid.items():
        assert fen == booked[project] + sum(found.at_owner[project].values())


def check_places(playing: Playing, ledger: DayLedger, chains: Chains, owed: np.ndarray, week: int) -> None:
    """Both clocks of a week: the text's places add up at every contract, and are those the engine has written down."""
    world = playing.world
    contracts = chains.read(playing)
    sums = _owe(contracts, ledger, owed)
    firms = _firms(world, {c.firm for c in contracts})
    owners = world.projects.owner.tolist()
    owner_of = {c.project: owners[c.project] for c in contracts}
    cash = world.accounts.balance_fen[world.owners.account].tolist()
    owner_cash = {o: None if failed else cash[o] for o, failed in enumerate(world.owners.failed.tolist())}
    in_accounts = world.accounts.balance_fen[world.projects.wage_account].tolist()
    accounts = {p: in_accounts[p] for p in owner_of}
    for clock, name in enumerate(CLOCKS):
        for c in contracts:
            fen = sums.get(c.uid, [0] * 4)
            c.unpaid_fen = fen[OF_OLD_DUE if clock == HEADLINE else DUE]
            c.later_fen = fen[OF_OLD_LATER] if clock == HEADLINE else 0
        found = locate_by_the_text(contracts, firms, owner_of, owner_cash, week, accounts)
        check_identities(contracts, found)
        expected = _by_groups(world, contracts, owner_of, found)
        recorded = playing.recording.places[week, clock]
        wrong = {
            (int(kind), int(tier), PLACE_NAMES[place]): (
                int(recorded[kind, tier, place]),
                int(expected[kind, tier, place]),
            )
            for kind, tier, place in np.argwhere(recorded != expected)
        }
        assert not wrong, f"week {week}, {name}: (engine, text) by owner kind, tier, place: {wrong}"
        assert recorded.sum() == playing.recording.values[week, COLUMN[name]]


def _by_groups(world, contracts: list[Contract], owner_of: dict[int, int], found: Located) -> np.ndarray:
    kinds = world.owners.kind.tolist()
    booked: dict[tuple[int, int, int], int] = defaultdict(int)
    for c in contracts:
        for place, fen in found.at_contract[c.uid].items():
            booked[kinds[owner_of[c.project]], min(c.tier, TIERS - 1), PLACE[place]] += fen
    for project, places in found.at_owner.items():
        for place, fen in places.items():
            booked[kinds[owner_of[project]], 0, PLACE[place]] += fen
    expected = np.zeros((4, TIERS, PLACES), np.int64)
    for cell, fen in booked.items():
        expected[cell] = fen
    return expected
