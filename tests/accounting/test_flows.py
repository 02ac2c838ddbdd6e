"""Cash sums to zero, flows explain every balance, and only the ledger writes money; `test_identities` has more worlds."""

import ast
from pathlib import Path

import pytest
from audit import audit

import sim
from sim.scenario import load_scenario


@pytest.mark.parametrize("replicate", range(3))
def test_flows_explain_every_balance_in_the_toy_chain(replicate):
    audit(load_scenario("toy_chain"), replicate)


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
