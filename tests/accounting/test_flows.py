"""Cash sums to zero, flows explain every balance, and only the ledger writes money."""

import ast
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from day_ledger import DayLedger
from hypothesis import HealthCheck, given, settings
from small_worlds import weeks_of, worlds

import sim
from sim.agents.tables import PROJECTS_OUT, SUPPLIERS_OUT
from sim.chain.systems import DIRECT_PAYMENT
from sim.chain.tables import FREE, IN_BUSINESS, MATERIAL_BILL
from sim.ledger.accounts import KIND_NAMES, PURPOSE_NAMES
from sim.outcomes import COLUMN
from sim.running.one import Playing
from sim.scenario import load_scenario

DEVELOPERS = {"developer_government", "developer_other"}
FIRMS = {"general_contractor", "subcontractor", "labour_boss"}
ACCOUNT = {"wage_account"}
# who may pay whom for what
ALLOWED = {
    "opening_balance": ({"opening"} | FIRMS, {"opening"} | FIRMS),  # a firm may open in debt
    "owner_income": ({"owners_income"}, DEVELOPERS),
    "advance": (DEVELOPERS, FIRMS),
    "progress_payment": (DEVELOPERS | FIRMS | ACCOUNT, FIRMS),
    "settlement": (DEVELOPERS | FIRMS | ACCOUNT, FIRMS),
    "retention": (DEVELOPERS | FIRMS | ACCOUNT, FIRMS),
    "labour_cost": (DEVELOPERS, ACCOUNT),
    "account_float": ({"general_contractor"}, ACCOUNT),
    "account_closed": (ACCOUNT, FIRMS),
    "wage": (FIRMS | ACCOUNT, {"households"}),
    "living_allowance": (FIRMS | ACCOUNT, {"households"}),
    "material": (FIRMS, {"suppliers"}),
    "interest": (FIRMS, {"banks"}),
    "equity": ({"shareholders"}, FIRMS),
    "pay_out": (FIRMS, {"shareholders"}),
    "flight": (FIRMS, {"households"}),
    "loan_loss": ({"banks"}, FIRMS),
    "estate_costs": (FIRMS, {"treasury"}),
    "loan_repayment": (FIRMS, {"banks"}),
}
BILL_PURPOSES = ("advance", "progress_payment", "settlement", "retention", "labour_cost")


SILENT = {"voice.chance_working": 0.0, "voice.chance_after": 0.0}  # nobody complains, so nobody pays past another


def by_kind(playing: Playing) -> np.ndarray:
    accounts = playing.world.accounts
    found = np.zeros(len(KIND_NAMES), np.int64)
    np.add.at(found, accounts.kind, accounts.balance_fen)
    return found


class Contracts:
    """What every contract received and spent, kept by the test also when its row is given back."""

    def __init__(self) -> None:
        self.received: dict[int, int] = {}
        self.children: dict[int, set[int]] = defaultdict(set)
        self.spent: dict[int, int] = defaultdict(int)
        self.outflows: dict[int, list[tuple[int, int]]] = defaultdict(list)  # firm -> (week, fen)

    def check_outflows(self, playing: Playing, week: int) -> None:
        """A firm's outflows of the year: what it spent on contracts in this four-week period and the twelve before."""
        world = playing.world
        for c in range(world.contracts.size):
            row = world.contracts[c]
            if row.state != FREE:
                fresh = int(row.spent_fen) - self.spent[int(row.uid)]
                self.spent[int(row.uid)] += fresh
                self.outflows[int(world.firms.uid[row.firm])].append((week, fresh))
        since = week // 4 * 4 - 48
        for firm in world.firms:
            spent = sum(fen for then, fen in self.outflows[int(firm.uid)] if then >= since)
            assert firm.outflow_fen[:, [PROJECTS_OUT, SUPPLIERS_OUT]].sum() == spent

    def check(self, playing: Playing, ledger: DayLedger) -> None:
        """Spent here = wages of its crews + receipts of its subcontracts + materials paid, to the fen."""
        world = playing.world
        wages: dict[int, int] = defaultdict(int)
        for book in ledger.books.values():
            wages[book.crew.contract] += book.paid_fen
        rows = [world.contracts[c] for c in range(world.contracts.size) if world.contracts.state[c] != FREE]
        for row in rows:
            # what was paid past a firm beyond the debt to it is spent here and claimed back from it
            self.received[int(row.uid)] = int(row.received_fen + row.recourse_fen)
            if row.parent >= 0:
                self.children[int(world.contracts.uid[row.parent])].add(int(row.uid))
        for row in rows:
            unpaid_material, bill_row = 0, row.first_material
            while bill_row >= 0:
                bill = world.bills[bill_row]
                assert bill.kind == MATERIAL_BILL
                unpaid_material += int(bill.amount_fen - bill.paid_fen)
                bill_row = bill.next
            spent = wages[int(row.uid)] + sum(self.received[child] for child in self.children[int(row.uid)])
            if world.firms.state[row.firm] == IN_BUSINESS:  # suppliers of the gone give up at last
                assert row.spent_fen == spent + row.materials_billed_fen - unpaid_material


def check_flows(playing: Playing, before: np.ndarray, week: int) -> None:
    """`before` holds the flows of the week before."""
    world = playing.world
    flows = world.flows_fen
    assert world.accounts.balance_fen.sum() == 0
    assert np.array_equal(flows.sum(axis=(0, 1, 3)) - flows.sum(axis=(0, 2, 3)), by_kind(playing))
    present = playing.calendar.flow_row[week]
    changed = np.flatnonzero((flows != before).any(axis=(1, 2, 3)))
    assert set(changed) <= {present}
    fresh = flows[present] - before[present]
    assert (fresh >= 0).all()
    for payer, payee, purpose in zip(*np.nonzero(fresh), strict=True):
        payers, payees = ALLOWED[PURPOSE_NAMES[purpose]]
        assert (KIND_NAMES[payer] in payers, KIND_NAMES[payee] in payees) == (True, True), PURPOSE_NAMES[purpose]
    paid = sum(fresh[:, :, PURPOSE_NAMES.index(name)].sum() for name in ("wage", "living_allowance"))
    assert paid == playing.recording.values[week, COLUMN["wages_paid"]]


def nothing_is_set_off(playing: Playing) -> bool:
    """Set-off spends and receives without a payment: `test_payments` has worlds with it."""
    params = playing.params
    heard = params.voice_chance_working.any() or params.voice_chance_after.any()
    return not (heard or params.measure_in_force[:, DIRECT_PAYMENT].any())


def play_and_check(scenario, replicate: int = 0) -> Playing:
    ledger, contracts, before = None, Contracts(), None
    for playing, week in weeks_of(scenario, replicate):
        if ledger is None:
            ledger, before = DayLedger(playing), np.zeros_like(playing.world.flows_fen)
            # opening balances and advances of projects that start new stand in the first row
            before[0] = Playing(scenario, replicate).world.flows_fen[0]
        ledger.observe(playing, week)
        check_flows(playing, before, week)
        contracts.check(playing, ledger)
        if nothing_is_set_off(playing):
            contracts.check_outflows(playing, week)
        before = playing.world.flows_fen.copy()
    purposes = [PURPOSE_NAMES.index(name) for name in BILL_PURPOSES]
    if nothing_is_set_off(playing):
        assert sum(contracts.received.values()) == before[:, :, :, purposes].sum()
    return playing


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenario=worlds(60) | worlds(60, always=SILENT))
def test_flows_explain_every_balance_in_random_worlds(scenario):
    play_and_check(scenario)


@pytest.mark.parametrize("replicate", range(3))
def test_flows_explain_every_balance_in_the_toy_chain(replicate):
    play_and_check(load_scenario("toy_chain"), replicate)


# ---- Who writes money columns ------------------------------------------------------------------------------

MONEY_COLUMNS = {"balance_fen", "flows_fen", "given_up_fen", "written_off_fen", "paid_fen"}


def _chain(node: ast.AST) -> list[str]:
    """Names of an expression like `w.claims.paid_fen[i]`, from the left; subscripts are left out."""
    names = []
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Attribute):
            names.append(node.attr)
        node = getattr(node, "value", None)
        if node is None:
            return []
    return [node.id, *reversed(names)]


def writes_of_money(source: str) -> list[str]:
    """Assignments to money columns; `paid_fen` of bills is no money, it says what a bill has brought."""
    found = []
    for node in ast.walk(ast.parse(source)):
        targets = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        for target in targets:
            for part in target.elts if isinstance(target, ast.Tuple) else [target]:
                chain = _chain(part)
                money = MONEY_COLUMNS & set(chain[1:])
                if money and not (money == {"paid_fen"} and {"bill", "bills"} & set(chain)):
                    found.append(f"line {node.lineno}: {'.'.join(chain)}")
    return found


def test_only_the_ledger_writes_money_columns():
    package = Path(sim.__file__).parent
    found = {
        str(path.relative_to(package)): writes
        for path in sorted(package.rglob("*.py"))
        if (writes := writes_of_money(path.read_text(encoding="utf-8"))) and path.parent.name != "ledger"
    }
    assert found == {}


def test_writes_of_money_are_seen():
    seen = "w.accounts.balance_fen[i] -= 1\nclaim.paid_fen, x = 1, 2\nw.claims[i].written_off_fen = 3"
    assert len(writes_of_money(seen)) == 3
    assert writes_of_money("bill.paid_fen += 1\nw.bills.paid_fen[b] = 0\nfen = claim.paid_fen") == []
