"""A worker: looks for work, works, leaves when unpaid, is asked by the survey."""

from typing import TYPE_CHECKING

from peer.claim import Claim
from sim.agents.evidence import evidence_of
from sim.agents.hiring import day_wage
from sim.agents.registration import share_held
from sim.agents.workers import leaves
from sim.core.draws import Stream
from sim.model.quiet_mesa import mesa

if TYPE_CHECKING:
    from peer.crew import Crew
    from peer.model import PeerModel
    from peer.project import Project


class Worker(mesa.Agent):
    """A person of the region's pool."""

    def __init__(self, model: "PeerModel", uid: int, day_wage_fen: int, patience_weeks: int) -> None:
        super().__init__(model)
        self.uid = uid
        self.day_wage_fen = day_wage_fen
        self.patience_weeks = patience_weeks
        self.job: Claim | None = None
        self.claims: list[Claim] = []  # on present and past employers, until their crews are settled
        self.last_year = 0  # with work
        self.last_day_wage_fen = 0

    def seek_work(self) -> None:
        """Who is idle waits for the crews of this week, in the order of a draw."""
        if self.job is None:
            key = self.model.luck.key(Stream.HIRE_PERSON, self.model.week, self.uid)
            self.model.idle.append((key, self.uid, self))

    def join(self, crew: "Crew") -> Claim:
        """Take a job at today's wage, with what proofs the site gives."""
        wage = day_wage(self.day_wage_fen, self.model.cards.economy_index)
        self.job = Claim(self, crew, wage, self._evidence(crew.contract.project))
        self.claims.append(self.job)
        return self.job

    def _evidence(self, project: "Project") -> int:
        luck, week, p = self.model.luck, self.model.week, self.model.cards
        signs, registers = "written_contracts" in project.in_use, "real_name" in project.in_use
        return evidence_of(
            luck.u(Stream.HAS_CONTRACT, week, self.uid),
            luck.u(Stream.ON_ROSTER, week, self.uid),
            luck.u(Stream.HAS_ATTENDANCE, week, self.uid),
            share_held(p.evidence_contract_share, p.written_contracts_signed_share, signs),
            share_held(p.evidence_roster_share, p.real_name_registered_share, registers),
            share_held(p.evidence_attendance_share, p.real_name_registered_share, registers),
        )

    def may_leave(self, due_through: int) -> None:
        """Who is owed more than his patience's worth of weeks leaves with a chance."""
        p, claim = self.model.cards, self.job
        week_wage = claim.day_wage_fen * p.crews_days_per_week
        u = self.model.luck.u(Stream.WORKER_LEAVES, self.model.week, self.uid)
        if leaves(u, claim.unpaid(due_through), week_wage, self.patience_weeks, p.workers_leave_chance):
            claim.leave()

    def work(self, days: int) -> int:
        """Work so many days this week; returns the wage."""
        model, claim = self.model, self.job
        self.last_year = model.calendar.year(model.week)
        self.last_day_wage_fen = claim.day_wage_fen
        return claim.earn(model.week, model.month, days)

    def owed(self, due_by: int) -> int:
        """What is open of the wages that were due by a week, over all employers."""
        return sum(claim.unpaid(claim.crew.due_through(due_by)) for claim in self.claims)
