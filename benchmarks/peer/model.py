"""The week, in the order of `docs/odd.md`, I.iii."""

from datetime import timedelta
from types import SimpleNamespace

from peer.account import keep_account, pay_from_account, split_labour_cost
from peer.crew import Crew
from peer.dates import Calendar
from peer.developer import Developer
from peer.firm import Firm
from peer.luck import Luck, cards_of
from peer.market import hire
from peer.measures import Measure, cover, in_force
from peer.money import Ledger
from peer.opening import convert, entrant
from peer.payroll import pay_directly
from peer.places import Places, locate
from peer.project import Project
from peer.worker import Worker
from sim.chain.uids import NEXT_HOLDER
from sim.core.calendar import first_monday
from sim.model.quiet_mesa import mesa
from sim.scenario import Scenario
from sim.world import World


class PeerModel(mesa.Model):
    """A closed region: no tenders, no re-letting, no authority, no failures.

    Parameters
    ----------
    scenario : Scenario
        Without warm-up, shocks and commingling switched off.
    seed : int
        Of the replicate.
    opening : World
        What the engine's builder made of both.
    """

    def __init__(self, scenario: Scenario, seed: int, opening: World) -> None:
        super().__init__(rng=seed)
        self.calendar = Calendar(first_monday(scenario.start) - timedelta(weeks=scenario.warmup_weeks))
        self.luck = Luck(seed)
        self.ledger = Ledger()
        self.projects: list[Project] = []
        self.idle: list[tuple[int, int, Worker]] = []
        self.week = -1
        self._records = scenario.week_records()
        self._begin(0)
        convert(self, opening)

    # Who there is.

    def developers(self) -> mesa.agent.AgentSet:
        """All owners."""
        return self.agents_by_type[Developer]

    def firms(self) -> mesa.agent.AgentSet:
        """All firms, the gone included until their last contract is closed."""
        return self.agents_by_type[Firm]

    def workers(self) -> mesa.agent.AgentSet:
        """The pool of persons."""
        return self.agents_by_type[Worker]

    def crews(self) -> mesa.agent.AgentSet:
        """Crews at work or not settled."""
        return self.agents_by_type.get(Crew) or mesa.agent.AgentSet([], random=self.random)

    def let_in(self, gone: Firm) -> Firm:
        """An entrant takes a seat."""
        return entrant(self, gone.uid + NEXT_HOLDER, gone.kind)

    # When it is.

    def _begin(self, week: int) -> None:
        record = self._records[week]
        if week == 0 or record.tobytes() != self._records[week - 1].tobytes():
            self.cards: SimpleNamespace = cards_of(record)
            self.measures: dict[str, Measure] = in_force(self.cards)
        self.month = self.calendar.month_of_week(week)
        self.month_end = self.calendar.is_month_end(week)
        self.period = week // 4

    @property
    def open_claims(self) -> set[str]:
        """Measures that reach what was agreed or earned before them."""
        return {kind for kind, measure in self.measures.items() if measure.open_claims}

    @property
    def since_week(self) -> dict[str, int]:
        """Since when the measures in force are."""
        return {kind: measure.since_week for kind, measure in self.measures.items()}

    def in_season(self) -> bool:
        """Sites work but for the weeks around Spring Festival."""
        p, calendar, week = self.cards, self.calendar, self.week
        before, after = calendar.next_festival(week) - week, week - calendar.last_festival(week)
        return before > p.crews_stop_before_weeks and after > p.crews_start_after_weeks

    # The week.

    def step(self) -> None:
        """Play one week, Monday to Sunday."""
        self.week += 1
        self._begin(self.week)
        self._clear()
        hire(self)
        self.crews().do("work")
        self.crews().do("finish")
        if self.month_end:
            self._month_end()
        self.developers().do("receive")
        for project in self.projects:
            split_labour_cost(self, project)
        self.developers().do("pay")
        self.firms().do("decide")
        self._pay()
        for project in self.projects:
            project.complete_if_done()

    def _clear(self) -> None:
        """What is over makes room; projects are covered by measures and get accounts."""
        self.crews().do("close")
        for project in self.projects:
            project.close_contracts()
        self.projects = [project for project in self.projects if project.contracts]
        self.firms().do("close_if_gone")
        for project in self.projects:
            cover(self, project)
            keep_account(self, project)

    def _month_end(self) -> None:
        for project in self.projects:
            project.withhold()
            project.bill()
            for c in project.contracts:
                c.bill_materials()
        self.firms().do("charge_interest")

    def _pay(self) -> None:
        """Payrolls and accounts; then firms in rounds, tier by tier as the money comes down."""
        pay_directly(self)
        for project in self.projects:
            pay_from_account(self, project)
        if self.calendar.festival_due(self.week):
            self.crews().do("settle_accounts")
        rounds = self.cards.firms_payment_rounds
        for k in range(rounds):
            self.firms().do("pay", k == rounds - 1)
        if self.week - self.calendar.last_festival(self.week) == 9 and self.week >= 52:
            self.firms().do("pay_out")

    def locate(self, clock: str) -> Places:
        """Where each unpaid fen of a clock is stuck."""
        return locate(self, clock)

    def survey(self) -> tuple[int, int, int]:
        """Persons who worked this year; those with enough overdue for 30 days; their debt in months, in thousandths."""
        p, year = self.cards, self.calendar.year(self.week)
        asked = [worker for worker in self.workers() if worker.last_year == year]
        owed = [(worker, worker.owed(self.week - 5)) for worker in asked]
        victims = [(worker, fen) for worker, fen in owed if fen >= p.workers_survey_threshold_fen]
        months = [int(1000 * fen / (worker.last_day_wage_fen * p.workers_days_per_month)) for worker, fen in victims]
        return len(asked), len(victims), sum(months)
