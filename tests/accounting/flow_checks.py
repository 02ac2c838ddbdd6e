"""Flows of a played week: they explain every balance, and what each contract spent."""

from collections import defaultdict

import numpy as np
from day_ledger import DayLedger
from year_sums import year_sums

from sim.agents.tables import PROJECTS_OUT, SUPPLIERS_OUT
from sim.chain.systems import DEDICATED_ACCOUNT, DIRECT_PAYMENT, WAGE_DEPOSIT
from sim.chain.tables import ABSENT, FREE, IN_BUSINESS, MATERIAL_BILL
from sim.ledger.accounts import ACCOUNT_CLOSED, HOUSEHOLDS, KIND_NAMES, PURPOSE_NAMES, WAGE, WAGE_ACCOUNT
from sim.ledger.accounts import WAGE_DEPOSIT as WAGE_DEPOSIT_KIND
from sim.outcomes import COLUMN
from sim.running.one import Playing

DEVELOPERS = {"developer_government", "developer_other"}
FIRMS = {"general_contractor", "subcontractor", "labour_boss"}
CONTRACTORS = {"general_contractor"}
ACCOUNT, DEPOSIT = {"wage_account"}, {"wage_deposit"}
# who may pay whom for what
ALLOWED = {
    "opening_balance": ({"opening"} | FIRMS, {"opening"} | FIRMS),  # a firm may open in debt
    "owner_income": ({"owners_income"}, DEVELOPERS),
    "advance": (DEVELOPERS, FIRMS),
    "progress_payment": (DEVELOPERS | FIRMS | ACCOUNT, FIRMS),
    "settlement": (DEVELOPERS | FIRMS | ACCOUNT, FIRMS),
    "retention": (DEVELOPERS | FIRMS | ACCOUNT, FIRMS),
    "labour_cost": (DEVELOPERS, ACCOUNT),
    "account_float": (CONTRACTORS, ACCOUNT),
    "account_closed": (ACCOUNT, FIRMS),
    "wage": (FIRMS | ACCOUNT | DEPOSIT, {"households"}),
    "living_allowance": (FIRMS | ACCOUNT, {"households"}),
    "material": (FIRMS, {"suppliers"}),
    "interest": (FIRMS, {"banks"}),
    "equity": ({"shareholders"}, FIRMS),
    "pay_out": (FIRMS, {"shareholders"}),
    "flight": (FIRMS, {"households"}),
    "loan_loss": ({"banks"}, FIRMS),
    "estate_costs": (FIRMS, {"treasury"}),
    "loan_repayment": (FIRMS, {"banks"}),
    "deposit_locked": (CONTRACTORS, DEPOSIT),
    "deposit_returned": (DEPOSIT, CONTRACTORS),
    "guarantee_fee": (CONTRACTORS, {"banks"}),
    "guarantee_called": ({"banks"}, DEPOSIT),
    "guarantee_repaid": (CONTRACTORS, {"banks"}),
}
BILL_PURPOSES = ("advance", "progress_payment", "settlement", "retention", "labour_cost")


class Flows:
    """Flows between kinds of account: week by week they explain all balances, and only allowed ones come about."""

    def __init__(self, playing: Playing) -> None:
        self.before = playing.world.flows_fen.copy()

    def check(self, playing: Playing, week: int) -> None:
        """Rows and columns of all flows so far make the balances, which sum to zero; this week's are of this week's row."""
        world, flows = playing.world, playing.world.flows_fen
        balances = np.zeros(len(KIND_NAMES), np.int64)
        np.add.at(balances, world.accounts.kind, world.accounts.balance_fen)
        assert balances.sum() == 0
        assert np.array_equal(flows.sum(axis=(0, 1, 3)) - flows.sum(axis=(0, 2, 3)), balances)
        changes = flows - self.before
        present = playing.calendar.flow_row[week]
        fresh = changes[present]
        assert not np.delete(changes, present, axis=0).any()
        assert (fresh >= 0).all()
        for payer, payee, purpose in zip(*np.nonzero(fresh), strict=True):
            payers, payees = ALLOWED[PURPOSE_NAMES[purpose]]
            assert (KIND_NAMES[payer] in payers, KIND_NAMES[payee] in payees) == (True, True), PURPOSE_NAMES[purpose]
        paid = sum(fresh[:, :, PURPOSE_NAMES.index(name)].sum() for name in ("wage", "living_allowance"))
        assert paid == playing.recording.values[week, COLUMN["wages_paid"]]
        self.before = flows.copy()


def check_reports(playing: Playing) -> None:
    """What deposits and wage accounts report as paid in the recorded weeks is what left them."""
    flows, money = playing.world.flows_fen[1:].sum(axis=0), playing.world.measures.money_fen
    assert flows[WAGE_DEPOSIT_KIND, HOUSEHOLDS, WAGE] == money[WAGE_DEPOSIT]
    assert flows[WAGE_ACCOUNT].sum() - flows[WAGE_ACCOUNT, :, ACCOUNT_CLOSED].sum() == money[DEDICATED_ACCOUNT]


def nothing_is_set_off(playing: Playing) -> bool:
    """Set-off spends and receives without a payment: `test_payments` has worlds with it."""
    params = playing.params
    heard = params.voice_chance_working.any() or params.voice_chance_after.any()
    return not (heard or params.measure_in_force[:, [DIRECT_PAYMENT, WAGE_DEPOSIT]].any())


class Contracts:
    """What every contract received and spent, kept by the test also when its row is given back."""

    def __init__(self, playing: Playing) -> None:
        self.weeks = len(playing.calendar.sunday)
        self.received: dict[int, dict[int, int]] = defaultdict(dict)  # contract above, -1 the owner -> contract -> fen
        self.spent: dict[int, int] = defaultdict(int)
        self.outflows: dict[int, np.ndarray] = defaultdict(
            lambda: np.zeros(self.weeks, np.int64)
        )  # firm -> fen by week

    def check(self, playing: Playing, ledger: DayLedger, week: int) -> None:
        """Spent here = wages of its crews + receipts of its subcontracts + materials paid, to the fen."""
        world = playing.world
        wages = ledger.by_contract(ledger.settled["paid_fen"][:, None])
        rows = world.contracts[world.contracts.state != FREE]
        above = np.where(rows.parent >= 0, world.contracts.uid[rows.parent], -1)
        # what was paid past a firm beyond the debt to it is spent here and claimed back from it
        for parent, uid, fen in zip(
            above.tolist(), rows.uid.tolist(), rows.received_fen + rows.recourse_fen, strict=True
        ):
            self.received[parent][uid] = int(fen)
        material = rows.materials_billed_fen - _unpaid_materials(world, rows)
        apart = nothing_is_set_off(playing)
        firms = world.firms.uid[rows.firm].tolist()
        in_business = world.firms.state[rows.firm] == IN_BUSINESS  # suppliers of the gone give up at last
        for i, (uid, spent) in enumerate(zip(rows.uid.tolist(), rows.spent_fen.tolist(), strict=True)):
            if in_business[i]:
                assert spent == wages.get(uid, [0])[0] + sum(self.received[uid].values()) + material[i]
            if apart and spent != self.spent[uid]:
                self.outflows[firms[i]][week] += spent - self.spent[uid]
                self.spent[uid] = spent
        if apart:
            self._check_outflows(world, week)

    def _check_outflows(self, world, week: int) -> None:
        """A firm's outflows of the year: what it spent on contracts in this four-week period and the twelve before."""
        since = max(0, week // 4 * 4 - 48)
        firms = world.firms[world.firms.state != ABSENT]
        out = year_sums(world, firms.outflow_years[:, [PROJECTS_OUT, SUPPLIERS_OUT]]).sum(axis=1)
        for uid, fen in zip(firms.uid.tolist(), out.tolist(), strict=True):
            assert fen == (self.outflows[uid][since:].sum() if uid in self.outflows else 0)

    def check_receipts(self, playing: Playing) -> None:
        """Where nothing is set off, what all contracts ever received is what was paid for bills and advances."""
        if nothing_is_set_off(playing):
            purposes = [PURPOSE_NAMES.index(name) for name in BILL_PURPOSES]
            received = sum(sum(by_contract.values()) for by_contract in self.received.values())
            assert received == playing.world.flows_fen[:, :, :, purposes].sum()


def _unpaid_materials(world, rows) -> np.ndarray:
    """What each contract owes for materials that are billed."""
    kind, following = world.bills.kind.tolist(), world.bills.next.tolist()
    owed = (world.bills.amount_fen - world.bills.paid_fen).tolist()
    found = np.zeros(len(rows), np.int64)
    for i, first in enumerate(rows.first_material.tolist()):
        bill_row = first
        while bill_row >= 0:
            assert kind[bill_row] == MATERIAL_BILL
            found[i] += owed[bill_row]
            bill_row = following[bill_row]
    return found
