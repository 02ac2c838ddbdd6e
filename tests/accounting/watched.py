"""Worlds in plain Python, where every payment is watched as it is made; `test_payments` runs this in a process of its own.

The books kept here know who paid whom and why, and nothing of the engine's columns for it. From them follow all
balances and flows, what each contract received, spent and owes back, also by payments past an employer, and what
each firm spent in the last year. And they see each payment of wages at the moment it is made: who pays, out of
what, and whose turn it was.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import conftest  # noqa: F401 (the profiles)
import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy
from link_books import Bill, Link
from random_policies import SMALL_DEPOSITS, with_policies
from small_worlds import TILTS, weeks_of, worlds
from year_sums import year_sums

import sim.week
from sim.agents.authority.tables import ORDER_UNMET, ORDERED
from sim.agents.evidence import ROSTER_BIT
from sim.agents.tables import BANK_OUT, PAID_OUT, PROJECTS_OUT, SUPPLIERS_OUT
from sim.chain.tables import ABSENT, FAILED, FREE, IN_BUSINESS, MATERIAL_BILL
from sim.ledger.accounts import (
    GUARANTEE_FEE,
    INTEREST,
    LIVING_ALLOWANCE,
    MATERIAL,
    PAY_OUT,
    PROGRESS_PAYMENT,
    RETENTION,
    SETTLEMENT,
    WAGE,
    WAGE_ACCOUNT,
    WAGE_DEPOSIT,
)
from sim.policies import DedicatedAccount, DirectPayment, RealName, WageDeposit
from sim.running.one import Playing
from sim.scenario import Scenario, load_scenario

OUTFLOWS = {
    WAGE: PROJECTS_OUT, LIVING_ALLOWANCE: PROJECTS_OUT, PROGRESS_PAYMENT: PROJECTS_OUT, SETTLEMENT: PROJECTS_OUT,
    RETENTION: PROJECTS_OUT, MATERIAL: SUPPLIERS_OUT, INTEREST: BANK_OUT, PAY_OUT: PAID_OUT,
    GUARANTEE_FEE: BANK_OUT,
}  # fmt: skip


class Books:
    """What was seen of one run."""

    def __init__(self) -> None:
        self.playing: Playing | None = None
        self.balances: Counter[int] = Counter()
        self.moved: Counter[tuple[int, int, int, int]] = Counter()
        self.outflows: dict[int, list[tuple[int, int, int]]] = defaultdict(list)  # firm -> (week, kind, fen)
        self.links: dict[int, Link] = defaultdict(Link)
        self.set_offs: dict[int, list[tuple[int, int]]] = defaultdict(list)  # firm -> (week, fen) paid past it
        self.phase = ""
        self.bearer = -1  # row of the firm whose cost it is when ring-fenced money pays
        self.wages_paid_in: dict[int, int] = {}  # account -> week of its latest wages that no order was for
        self.seen: Counter[str] = Counter()

    # What each function of the engine is seen doing; `call` does it.

    def transfer(self, call: Callable, w: Any, payer: int, payee: int, purpose: int, fen: int) -> None:
        assert fen >= 0, (payer, payee, purpose, fen)
        kind = w.accounts.kind
        self.moved[int(w.now.flow_row[0]), int(kind[payer]), int(kind[payee]), int(purpose)] += int(fen)
        self.balances[int(payer)] -= int(fen)
        self.balances[int(payee)] += int(fen)
        if purpose in OUTFLOWS:
            bearers = self.bearer if kind[payer] in (WAGE_ACCOUNT, WAGE_DEPOSIT) else w.firms.account == payer
            for uid in np.atleast_1d(w.firms.uid[bearers]):
                self.outflows[int(uid)].append((int(w.now.week[0]), OUTFLOWS[purpose], int(fen)))
        call(w, payer, payee, purpose, fen)

    def pay_advance(self, call: Callable, w: Any, c: int) -> None:
        before = w.accounts.balance_fen[w.firms.account[w.contracts.firm[c]]]
        call(w, c)
        fen = int(w.accounts.balance_fen[w.firms.account[w.contracts.firm[c]]] - before)
        link = self.links[int(w.contracts.uid[c])]
        link.cash_fen += fen
        link.received_fen += fen

    def issue_bill(self, call: Callable, w: Any, c: int, kind: int, parent: int, fen: int, *weeks: int) -> int:
        row = call(w, c, kind, parent, fen, *weeks)
        if kind != MATERIAL_BILL:
            self.links[int(w.contracts.uid[c])].issue(Bill(int(row), int(fen)))
        return row

    def freeze_bill(self, call: Callable, w: Any, c: int, row: int, *dispute: float) -> None:
        call(w, c, row, *dispute)
        self.links[int(w.contracts.uid[c])].bill(row).amount_fen = int(w.bills.amount_fen[row])

    def pay_bill(self, call: Callable, w: Any, account: int, payer_firm: int, row: int, fen: int) -> None:
        self.bearer = payer_firm
        c, week = int(w.bills.contract[row]), int(w.now.week[0])
        link, above = self.links[int(w.contracts.uid[c])], w.contracts.parent[c]
        if w.bills.kind[row] == MATERIAL_BILL:
            link.spent_fen += int(fen)
        else:
            link.bill(row).paid_fen += int(fen)
            link.cash_fen += int(fen)
            link.received_fen += int(fen)
            if above >= 0:
                assert w.contracts.firm[above] == payer_firm
                self.links[int(w.contracts.uid[above])].spend(week, int(fen))
        call(w, account, payer_firm, row, fen)

    def pay_crew(
        self, call: Callable, w: Any, crew_row: int, weights: Any, owed: int, fen: int, account: int, purpose: int
    ) -> None:
        """Wages: past the employer, from a wage account, by an order, by an estate or in the firm's ordinary round."""
        c, week = int(w.crews.contract[crew_row]), int(w.now.week[0])
        employer = int(w.contracts.firm[c])
        assert fen <= owed == weights[: w.crews.hands[crew_row]].sum()
        if self.phase == "pay_directly":
            self.bearer = self.check_direct(w, c, crew_row, weights, account)
        elif self.phase != "pay_past":
            self.bearer = employer
            self.links[int(w.contracts.uid[c])].spend(week, int(fen))
        if self.phase == "pay_from_accounts":  # of its own labour a general contractor's
            assert account == w.projects.wage_account[w.contracts.project[c]]
            assert w.contracts.parent[c] < 0
        elif self.phase in ("keep_orders", "firms_pay", "pay_dividends"):
            assert account == w.firms.account[employer]
            assert w.firms.state[employer] == (FAILED if self.phase == "pay_dividends" else IN_BUSINESS)
        if self.phase == "keep_orders":
            case = w.cases[w.crews.case[crew_row]]
            assert (case.state, bool(case.kept)) == (ORDERED, True)
            assert self.wages_paid_in.get(int(account)) != week  # it comes before all others
            assert fen == min(unpaid(w, crew_row), self.reach(w, employer))
        elif self.phase == "firms_pay":
            self.wages_paid_in[int(account)] = week
        assert self.phase in PHASES, self.phase
        self.seen[self.phase] += 1
        call(w, crew_row, weights, owed, fen, account, purpose)

    @staticmethod
    def check_direct(w: Any, c: int, crew_row: int, weights: Any, account: int) -> int:
        """Who is on the roster is paid, from the wage account or by the general contractor; returns its firm."""
        project_row, crew = w.contracts.project[c], w.crews[crew_row]
        while w.contracts.parent[c] >= 0:
            c = int(w.contracts.parent[c])
        firm = int(w.contracts.firm[c])
        assert w.projects.pays_past[project_row]
        assert account in (w.projects.wage_account[project_row], w.firms.account[firm])
        assert account != w.firms.account[firm] or w.firms.state[firm] == IN_BUSINESS
        roster = w.claims.evidence[crew.first_claim : crew.first_claim + crew.hands] & ROSTER_BIT != 0
        assert roster[weights[: crew.hands] > 0].all()
        return firm

    def pay_past(self, call: Callable, w: Any, payer: int, crew_row: int, fen: int, account: int) -> None:
        """The deposit of a general contract pays for an unmet order, or the authority talks a firm above into paying."""
        assert 0 < fen <= unpaid(w, crew_row)
        self.bearer = int(w.contracts.firm[payer])
        self.seen[self.phase] += 1
        if self.phase == "draw_deposits":
            assert account == w.projects.deposit_account[w.contracts.project[payer]]
            assert w.contracts.parent[payer] < 0
            assert w.cases.state[w.crews.case[crew_row]] == ORDER_UNMET
        else:
            self.check_talked_into(w, payer, crew_row, fen, account)
        self.in_phase("pay_past", call, w, payer, crew_row, fen, account)

    def check_talked_into(self, w: Any, payer: int, crew_row: int, fen: int, account: int) -> None:
        """The nearest firm above the employer that owes for the work and has money pays, as far as both go."""
        path = [int(w.crews.contract[crew_row])]
        while w.contracts.parent[path[-1]] != payer:
            path.append(int(w.contracts.parent[path[-1]]))
        for below, c in zip(path, [*path[1:], payer], strict=True):
            firm = int(w.contracts.firm[c])
            owed = max(0, int(w.contracts.value_fen[below]) - self.links[int(w.contracts.uid[below])].received_fen)
            could = min(owed, self.reach(w, firm)) if w.firms.state[firm] == IN_BUSINESS else 0
            if c == payer:
                assert fen == min(could, unpaid(w, crew_row))
                assert account == w.firms.account[firm]
            else:
                assert could == 0

    def pass_links(self, call: Callable, w: Any, payer: int, leaf: int, fen: int) -> None:
        """Wages were paid past the firms between: spent at each link, which is settled by it."""
        week, c = int(w.now.week[0]), leaf
        while c != payer:
            link = self.links[int(w.contracts.uid[c])]
            link.set_off(int(w.contracts.value_fen[c]), int(fen))
            link.spent_fen += int(fen)  # wages at the leaf, what passes through above it
            self.set_offs[int(w.firms.uid[w.contracts.firm[c]])].append((week, int(fen)))
            self.seen["recourse"] += link.recourse_fen > 0
            c = int(w.contracts.parent[c])
        self.links[int(w.contracts.uid[payer])].spend(week, int(fen))
        call(w, payer, leaf, fen)

    def keep_orders(self, call: Callable, w: Any, p: Any, seed: int) -> None:
        """In the end who keeps an order has paid that crew everything or has nothing left."""
        self.in_phase("keep_orders", call, w, p, seed)
        for case in w.cases:
            employer = int(w.contracts.firm[w.crews.contract[case.crew]])
            if case.state == ORDERED and case.kept and w.firms.state[employer] == IN_BUSINESS:
                assert unpaid(w, case.crew) == 0 or self.reach(w, employer) == 0

    def in_phase(self, phase: str, call: Callable, *given: Any) -> None:
        outer, self.phase = self.phase, phase
        call(*given)
        self.phase = outer

    def reach(self, w: Any, firm_row: int) -> int:
        """Cash, and what a firm may still draw."""
        assert self.playing is not None
        line = w.firms.credit_fen[firm_row] * (1.0 - self.playing.params[int(w.now.week[0])].economy_downturn)
        return max(0, int(w.accounts.balance_fen[w.firms.account[firm_row]]) + int(line))

    # What must follow at a week's close.

    def check(self, playing: Playing, week: int) -> None:
        world = playing.world
        assert [self.balances[row] for row in range(world.accounts.size)] == world.accounts.balance_fen.tolist()
        assert sum(self.balances.values()) == 0
        mirror = np.zeros_like(world.flows_fen)
        for cell, fen in self.moved.items():
            mirror[cell] = fen
        assert np.array_equal(mirror, world.flows_fen)
        since = week // 4 * 4 - 48  # the present four-week period and twelve before it
        for firm in world.firms[world.firms.state != ABSENT]:
            spent = [0, 0, 0, 0]
            for then, kind, fen in self.outflows[int(firm.uid)]:
                spent[kind] += fen if then >= since else 0
            assert year_sums(world, firm.outflow_years).tolist() == spent
            assert year_sums(world, firm.set_off_year) == sum(
                fen for then, fen in self.set_offs[int(firm.uid)] if then >= since
            )
        for contract in world.contracts[world.contracts.state != FREE]:
            self.check_contract(world, contract, since)

    def check_contract(self, world: Any, contract: Any, since: int) -> None:
        """Received + owed back = paid in cash + paid past it, the split of both, and what was spent here."""
        link = self.links[int(contract.uid)]
        assert contract.received_fen + contract.recourse_fen == link.cash_fen + link.past_fen
        assert contract.received_fen == link.received_fen
        assert contract.prepaid_fen == link.prepaid_fen
        assert contract.spent_fen == link.spent_fen
        assert year_sums(world, contract.wages_year) == sum(fen for then, fen in link.own_spending if then >= since)


def unpaid(w: Any, crew_row: int) -> int:
    """All wages of a crew that nobody has paid, whenever they fall due."""
    crew, fen = w.crews[crew_row], 0
    for claim in w.claims[crew.first_claim : crew.first_claim + crew.hands]:
        days = min(int(crew.days_worked), int(claim.left_day))
        fen += days * int(claim.day_wage_fen) - int(claim.paid_fen + claim.given_up_fen + claim.written_off_fen)
    return fen


# what is going on when wages are paid
PHASES = (
    "pay_past", "draw_deposits", "handle_cases", "keep_orders", "pay_directly", "pay_from_accounts", "firms_pay",
    "pay_dividends",
)  # fmt: skip
WATCHED = (
    "transfer", "pay_advance", "issue_bill", "freeze_bill", "pay_bill", "pay_crew", "pass_links", *PHASES,
)  # fmt: skip
books = Books()
sim.week.tidy_rows = lambda w: None  # the books know a bill by its row; `test_rows` shows that rows may move


def watch(name: str) -> None:
    """Let the books see every call of a function, wherever the engine uses it."""
    modules = [module for key, module in sys.modules.items() if key.startswith("sim.") and hasattr(module, name)]
    (honest,) = {getattr(module, name) for module in modules}
    for module in modules:
        setattr(module, name, lambda *given: seen_by(name)(honest, *given))


def seen_by(name: str) -> Callable:
    """What the books do when they see a function called: of most phases they only note that it is going on."""
    return getattr(books, name, partial(books.in_phase, name))


def play_and_check(scenario: Scenario, replicate: int = 0) -> None:
    books.__init__()  # type: ignore[misc]
    for playing, week in weeks_of(scenario, replicate, ready=lambda playing: setattr(books, "playing", playing)):
        books.check(playing, week)
    found.update(books.seen)
    found["kinds of flow"] = max(found["kinds of flow"], len(books.moved))


found: Counter[str] = Counter()
HEARD = {
    "authority.coordination_chance": 1.0, "authority.officers_per_1000_workers": 1e6, "authority.order_kept_chance": 0.5,
    "chains.leaf_tier": 4.0, "chains.price_floor": 0.5, "voice.after_weeks": 0.0, "voice.chance_after": 1.0,
    "voice.chance_working": 0.5, "contracts.pass_on_weeks": 8, "wages.allowance_share": 0.1,
}  # fmt: skip
TOY = {"contracts.advance_share": 0.1, "firms.kappa": 0.5, "firms.flight_chance": 0.02}


def play_worlds(which: SearchStrategy[Scenario]) -> None:
    @settings(max_examples=8, suppress_health_check=list(HealthCheck))
    @given(which)
    def play(scenario: Scenario) -> None:
        play_and_check(scenario)

    play()


def play_plain() -> None:
    """Worlds without measures."""
    play_and_check(load_scenario("toy_chain").with_parameters(TOY).with_settings({"population.projects": 2}))
    play_worlds(worlds(20))
    play_worlds(worlds(20, always=HEARD))


def play_measures() -> None:
    """Worlds with measures that pay past an employer or from ring-fenced money."""
    toy = load_scenario("toy_chain").with_parameters(TOY | HEARD | {"evidence.roster_share": 0.7})
    start = toy.start
    deposit = WageDeposit(start=start, setup_weeks=0, exempt_below_fen=0, guarantee_share=0.5)
    for policies in (
        (RealName(start=start), DedicatedAccount(start=start), DirectPayment(start=start)), (deposit,),
        (deposit, DedicatedAccount(start=start)),
    ):  # fmt: skip
        play_and_check(replace(toy.with_settings({"population.projects": 2}), policies=policies))
    own_crews = toy.with_parameters({"chains.leaf_tier": 1.0})  # of the general contractor, whose account pays them
    play_and_check(replace(own_crews, policies=(DedicatedAccount(start=start),)))
    play_worlds(with_policies(worlds(20, always=TILTS["brisk"]), {"dedicated_account": {}, "direct_payment": {}}))
    play_worlds(with_policies(worlds(20, always=TILTS["heard"]), {"wage_deposit": SMALL_DEPOSITS}))


if __name__ == "__main__":
    settings.load_profile(sys.argv[1])
    for name in WATCHED:
        watch(name)
    sim.week.record = lambda *given: None  # outcomes are not asked for, and take a third of the time
    {"plain": play_plain, "measures": play_measures}[sys.argv[2]]()
    print(json.dumps(found))
