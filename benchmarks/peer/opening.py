"""The opening world of the engine's builder, converted once into objects: it is data."""

from typing import TYPE_CHECKING

from peer.contract import Contract
from peer.developer import Developer
from peer.firm import Firm
from peer.project import Project
from peer.worker import Worker
from sim.agents.market import least_equity
from sim.chain.tables import FIRM_KINDS, FREE
from sim.core.draws import Stream
from sim.declared.kinds import OWNER_KINDS, SECTORS
from sim.ledger.accounts import KIND_NAMES, OUTSIDE
from sim.world import World

if TYPE_CHECKING:
    from peer.model import PeerModel

TERMS = (
    "uid", "price_fen", "planned_work", "own_work", "passed_fen", "part_share", "festival_share", "retention_share",
    "advance_share", "certification_weeks", "term_weeks", "pass_on_weeks", "milestone_share", "pre_finances",
    "materials_plan_fen", "weeks", "received_fen", "billed_fen",
)  # fmt: skip
ACCOUNT_KINDS = {
    "general_contractor": "general_contractor", "licensed_subcontractor": "subcontractor", "shell": "subcontractor",
    "labour_boss": "labour_boss",
}  # fmt: skip


def convert(model: "PeerModel", world: World) -> None:
    """Make an object of every owner, firm, person, project and contract of a world in which no week was played."""
    for i in range(OUTSIDE):
        model.ledger.outside[KIND_NAMES[i]].fen = int(world.accounts.balance_fen[i])
    owners = [_owner(model, world, row) for row in world.owners]
    firms = {row: _firm(model, world, world.firms[row]) for row in world.seats.firm.tolist()}
    for person in world.persons:
        Worker(model, int(person.uid), int(person.day_wage_fen), int(person.patience_weeks))
    for row in range(world.projects.size):
        if world.projects.state[row] != FREE:
            model.projects.append(_project(model, world, world.projects[row], owners, firms))
    for firm in firms.values():
        firm.contracts.sort(key=lambda c: c.uid)


def entrant(model: "PeerModel", uid: int, kind: str) -> Firm:
    """Who takes the seat of a firm that is gone: with its own luck, and with the least equity."""
    p, luck = model.cards, model.luck
    u = luck.u(Stream.FIRM_ORDER, 0, uid)
    order = (u >= p.firms_wages_first_share) + (u >= p.firms_wages_first_share + p.firms_subcontracts_first_share)
    account = model.ledger.open(ACCOUNT_KINDS[kind], f"firm:{uid}")
    firm = Firm(model, uid, kind, account, order, luck.value(p.firms_kappa, Stream.FIRM_CAPITAL, 0, uid))
    model.ledger.transfer("shareholders", account, "equity", int(least_equity(p.firms_least_equity_fen, firm.kappa)))
    return firm


def _owner(model: "PeerModel", world: World, row) -> Developer:
    kind = KIND_NAMES[world.accounts.kind[row.account]]
    account = model.ledger.open(kind, f"developer:{row.uid}")
    account.fen = int(world.accounts.balance_fen[row.account])
    return Developer(model, int(row.uid), OWNER_KINDS[row.kind], float(row.promptness), account)


def _firm(model: "PeerModel", world: World, row) -> Firm:
    kind = FIRM_KINDS[row.kind]
    account = model.ledger.open(ACCOUNT_KINDS[kind], f"firm:{row.uid}")
    account.fen = int(world.accounts.balance_fen[row.account])
    firm = Firm(model, int(row.uid), kind, account, int(row.order), float(row.kappa))
    firm.gap_fen, firm.credit_fen = int(row.gap_fen), int(row.credit_fen)
    return firm


def _project(model: "PeerModel", world: World, row, owners: list[Developer], firms: dict[int, Firm]) -> Project:
    account = model.ledger.open("wage_account", f"wage account:{row.uid}")
    project = Project(model, int(row.uid), owners[row.owner], account)
    project.sector, project.size_class = SECTORS[row.sector], int(row.size_class)
    lines, c = [], int(row.first_contract)
    while c >= 0:
        lines.append(c)
        c = int(world.contracts.next_of_project[c])
    made: dict[int, Contract] = {}
    for c in sorted(lines, key=lambda line: world.contracts.uid[line]):
        line = world.contracts[c]
        contract = Contract(model, project, made.get(int(line.parent)), firms[int(line.firm)])
        for name in TERMS:
            setattr(contract, name, line[name].item())
        contract.hands_planned = int(line.target_workers)
        made[c] = contract
        project.contracts.append(contract)
        contract.firm.contracts.append(contract)
        if contract.parent:
            contract.parent.children.append(contract)
        else:
            project.owner.contracts.append(contract)
    return project
