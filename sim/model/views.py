"""Single agents and objects as views, one class per kind."""

from typing import TYPE_CHECKING

from sim.model.view import Claim, View, claims_where

if TYPE_CHECKING:
    from sim.model.collections import Chosen


class Developer(View):
    """A project owner: kind, cash_fen, due_fen (bills due and not paid), open_projects and more."""

    __slots__ = ()
    table, kind_name = "developers", "developer"

    @property
    def projects(self) -> "Chosen[Project]":
        """Its projects whose last wage claim is not closed."""
        return self._where(Project, "developer_uid")


class Firm(View):
    """A contractor, subcontractor, shell or labour boss: kind, cash_fen, credit_fen, fled and more."""

    __slots__ = ()
    table, kind_name = "firms", "firm"

    @property
    def contracts(self) -> "Chosen[Contract]":
        """Contracts it holds as the payee."""
        return self._where(Contract, "firm_uid")

    @property
    def projects(self) -> "Chosen[Project]":
        """Projects on which it holds a contract, each once."""
        from sim.model.collections import Chosen

        return Chosen(list(dict.fromkeys(contract.project for contract in self.contracts)))

    @property
    def crews(self) -> "Chosen[Crew]":
        """Crews it employs, or employed and has not settled."""
        return self._where(Crew, "employer_uid")


class Worker(View):
    """A person of the region's pool: owed_fen over all employers, day_wage_fen, crew_uid and more."""

    __slots__ = ()
    table, kind_name = "workers", "worker"

    @property
    def crew(self) -> "Crew | None":
        """The crew of today's job."""
        return Crew(self.model, self.crew_uid) if self.crew_uid else None

    @property
    def employer(self) -> "Firm | None":
        """The firm that employs the crew."""
        return Firm(self.model, self.employer_uid) if self.employer_uid else None

    @property
    def project(self) -> "Project | None":
        """The project worked on."""
        return Project(self.model, self.project_uid) if self.project_uid else None

    @property
    def claims(self) -> "list[Claim]":
        """What was earned in each crew whose books are still open, and what became of it."""
        return claims_where(self.model, "worker_uid", self.uid)


class Project(View):
    """A project: owner_kind, sector, state, workers_on_site, unpaid wages by clock and more."""

    __slots__ = ()
    table, kind_name = "projects", "project"

    @property
    def developer(self) -> Developer:
        """Its owner."""
        return Developer(self.model, self.developer_uid)

    @property
    def contractor(self) -> "Firm | None":
        """Its general contractor, while that contract is open."""
        return Firm(self.model, self.contractor_uid) if self.contractor_uid else None

    @property
    def contracts(self) -> "Chosen[Contract]":
        """The edges of its payment chains."""
        return self._where(Contract, "project_uid")

    @property
    def crews(self) -> "Chosen[Crew]":
        """Crews at work on it, or not yet settled."""
        return self._where(Crew, "project_uid")


class Contract(View):
    """An edge of a payment chain: tier, price_fen, value_fen, received_fen, spent_fen and more."""

    __slots__ = ()
    table, kind_name = "contracts", "contract"

    @property
    def project(self) -> Project:
        """The project it belongs to."""
        return Project(self.model, self.project_uid)

    @property
    def firm(self) -> Firm:
        """Who does the work and is paid."""
        return Firm(self.model, self.firm_uid)

    @property
    def parent(self) -> "Contract | None":
        """The contract above; None below the owner."""
        return Contract(self.model, self.parent_uid) if self.parent_uid else None

    @property
    def subcontracts(self) -> "Chosen[Contract]":
        """Contracts let below it."""
        return self._where(Contract, "parent_uid")

    @property
    def crews(self) -> "Chosen[Crew]":
        """Crews employed on it."""
        return self._where(Crew, "contract_uid")


class Crew(View):
    """One hiring for one trade package: regime, piece, days_worked, unpaid wages by clock and more."""

    __slots__ = ()
    table, kind_name = "crews", "crew"

    @property
    def contract(self) -> Contract:
        """The contract it works on."""
        return Contract(self.model, self.contract_uid)

    @property
    def employer(self) -> Firm:
        """The firm that employs it."""
        return Firm(self.model, self.employer_uid)

    @property
    def project(self) -> Project:
        """The project worked on."""
        return Project(self.model, self.project_uid)

    @property
    def workers(self) -> "Chosen[Worker]":
        """Its members, leavers included."""
        from sim.model.collections import Chosen

        return Chosen([Worker(self.model, claim.worker_uid) for claim in self.claims])

    @property
    def claims(self) -> "list[Claim]":
        """The claims of its members."""
        return claims_where(self.model, "crew_uid", self.uid)
