"""A crew: hired for one package, paid on one agreement, slower and smaller when unpaid."""

from datetime import timedelta
from typing import TYPE_CHECKING

from peer.claim import ALL_WEEKS
from sim.agents.evidence import conceded, proven_share
from sim.agents.hiring import is_measured_monthly, pay_regime
from sim.agents.workers import days_of_week
from sim.chain.uids import CREWS_OF_WEEK, crew_uid
from sim.core.draws import Stream
from sim.ledger.claims import REGIMES
from sim.model.quiet_mesa import mesa

if TYPE_CHECKING:
    from peer.claim import Claim
    from peer.contract import Contract
    from peer.model import PeerModel
    from peer.worker import Worker

NONE = -ALL_WEEKS  # a week before all others


class Crew(mesa.Agent):
    """Workers of one hiring; they agree on one date and basis of pay."""

    def __init__(self, model: "PeerModel", contract: "Contract", number: int, workers: "list[Worker]") -> None:
        super().__init__(model)
        week, p, calendar = model.week, model.cards, model.calendar
        key = contract.uid * CREWS_OF_WEEK + number
        self.contract = contract
        self.uid = crew_uid(contract.uid, week, number)
        self.start_week = week
        monthly = "monthly_pay" in contract.project.in_use
        u = model.luck.u(Stream.PAY_REGIME, week, key)
        self.regime = REGIMES[pay_regime(u, p.wages_monthly_share, p.wages_project_end_share, monthly)]
        self.piece = model.luck.u(Stream.PAY_BASIS, week, key) < p.wages_piece_share
        self.allowance_share = model.luck.value(p.wages_allowance_share, Stream.ALLOWANCE, week, key)
        weeks = int(model.luck.value(p.crews_package_weeks, Stream.PACKAGE_WEEKS, week, key))
        self.planned_end = min(week + weeks, calendar.next_festival(week) - p.crews_stop_before_weeks)
        self.settle_week = calendar.next_festival_date(week) if self.regime == "festival" else ALL_WEEKS
        measured = not self.piece or is_measured_monthly(
            p.wages_measured_at_acceptance, monthly, p.monthly_pay_measured_monthly
        )
        self.certified_week = NONE if measured else ALL_WEEKS
        self.at_once_week = ALL_WEEKS
        self.working = True
        self.ended_week = ALL_WEEKS
        self.last_month = NONE  # in which it worked
        self.allowance_month = NONE
        self.direct = False
        self.claims: list[Claim] = [worker.join(self) for worker in workers]

    # When wages are due.

    def due_through(self, by: int) -> int:
        """The last week whose wages are due by the close of a week; all earlier ones are due too."""
        if self.at_once_week <= by:
            return ALL_WEEKS
        if self.certified_week > by:
            return NONE
        if self.settle_week <= by:
            return ALL_WEEKS
        return self.model.calendar.last_week_due(by) if self.regime == "monthly" else NONE

    def due_week(self, worked_month: int) -> int:
        """The week in which the wages of a month fall due."""
        agreed = self.settle_week
        if self.regime == "monthly":
            agreed = self.model.calendar.month_due_week(worked_month)
        return min(self.at_once_week, max(agreed, self.certified_week))

    @property
    def paid_monthly(self) -> bool:
        """Whether its wages are known and due month by month: nothing is settled later."""
        return self.regime == "monthly" and self.certified_week == NONE

    def unpaid(self, through: int = ALL_WEEKS) -> int:
        """What is open of the wages of all weeks up to one."""
        return 0 if through == NONE else sum(claim.unpaid(through) for claim in self.claims)

    @property
    def present(self) -> "list[Claim]":
        """Of the workers who are still here."""
        return [claim for claim in self.claims if claim.present]

    # A week of work.

    def work(self) -> None:
        """Earn a week's wages and move the contract on; or the package is over."""
        if not self.working:
            return
        model, p, contract = self.model, self.model.cards, self.contract
        if not model.in_season() or model.week >= self.planned_end or not contract.active:
            self.end_package(model.week - 1)
            return
        due = self.due_through(model.week - 1)
        overdue = self.unpaid(due)
        week_wages = sum(claim.day_wage_fen for claim in self.present) * p.crews_days_per_week
        days = days_of_week(p.crews_days_per_week, p.crews_slow_days, overdue, week_wages, p.workers_slow_after_weeks)
        if overdue:
            for claim in self.present:
                claim.worker.may_leave(due)
        wages = sum(claim.worker.work(days) for claim in self.present)
        self.last_month = model.month
        contract.wages_fen += wages
        contract.record_own_work(int(wages / p.economy_index))

    def finish(self) -> None:
        """The package is over where the work is done or nobody is left."""
        if self.working and (self.contract.hands_planned == 0 or not self.present):
            self.end_package(self.model.week)

    def end_package(self, last_worked: int) -> None:
        """Members are free; project-end wages get their date; piece work will be measured."""
        model, calendar = self.model, self.model.calendar
        self.working = False
        self.ended_week = model.week
        for claim in self.present:
            claim.leave()
        if self.regime == "project_end":
            in_30_days = calendar.week_of(calendar.sunday(last_worked) + timedelta(days=30))
            self.settle_week = min(in_30_days, calendar.next_festival_date(last_worked + 1))
        if self.piece:
            if self.certified_week == ALL_WEEKS:
                self.certified_week = model.week + model.cards.wages_measurement_weeks
            self._lose_by_measurement()

    def _lose_by_measurement(self) -> None:
        table = self.model.cards.wages_measurement_cut_share
        share = self.model.luck.value(table, Stream.MEASUREMENT_CUT, self.model.week, self.uid)
        for claim in self.claims:
            cut = int(float(claim.day_wage_fen) * claim.days * share)
            claim.give_up(min(cut, claim.unpaid()))

    def settle_accounts(self) -> None:
        """Before the festival boss and worker reckon up: a share of what cannot be proved is given up."""
        p, week = self.model.cards, self.model.week
        if self.regime != "festival" or self.settle_week != week or self.at_once_week <= week:
            return
        for claim in self.claims:
            proven = proven_share(claim.evidence, p.evidence_partial_share)
            claim.give_up(conceded(claim.unpaid(), proven, p.wages_conceded_share))

    def close(self) -> None:
        """A crew that is done and settled is closed; old debts are written off."""
        if self.working:
            return
        if not self.unpaid():
            self.contract.crews.remove(self)
            for claim in self.claims:
                claim.worker.claims.remove(claim)
            self.remove()
        elif self.model.week - self.ended_week >= self.model.cards.wages_write_off_weeks:
            for claim in self.claims:
                claim.write_off()
