"""sim.Model: the compiled world as a Mesa model."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, SupportsIndex

from sim import world as worlds
from sim.errors import InputError, shown
from sim.model import history, saving
from sim.model.collections import Agents, Everybody
from sim.model.quiet_mesa import mesa
from sim.model.state import State
from sim.model.view import View
from sim.model.views import Contract, Crew, Developer, Firm, Project, Worker
from sim.running.one import Playing
from sim.scenario import Scenario, load_scenario

if TYPE_CHECKING:
    from typing import Self

    import pandas as pd


def _one_region(plan: Scenario, region: int | None) -> int:
    """The region to play: a model is one market, a country is many that never meet."""
    last = plan.population.regions - 1
    if region is None and last > 0:
        raise InputError(f"{plan.name}: has {last + 1} regions and a model plays one; name it, region = 0 to {last}.")
    if region is not None and not 0 <= region <= last:
        raise InputError(f"{plan.name}: region = {shown(region)}: must be a whole number from 0 to {last}.")
    return region or 0


class Model(mesa.Model):
    """A scenario under way, week by week.

    A thin shell for people and notebooks: all agents are rows of compiled tables, and what this class hands out
    are views of them. Weeks count as in results: week 0 is the opening state, the last week of the warm-up; week 1
    is the first recorded one. Mesa's `random` and `rng` are there for notebooks; the model has its own luck.

    Parameters
    ----------
    scenario : Scenario, str or Path
        A scenario, the name of a shipped one, or the path of a file.
    replicate : int
        Number of the replicate: its luck.
    region : int, optional
        Of a scenario with several regions the one to play, from 0 up.
    warm_up : bool
        Play the warm-up at once. If not, the model begins with its first week, which has a negative number.
    record_every : int
        Weeks between two records of places; the festival week always has one.

    Attributes
    ----------
    plan : Scenario
        What is played.
    replicate, region : int
    running : bool
        Whether a week is left to play.
    steps : int
        Weeks stepped (counted by Mesa).

    Raises
    ------
    InputError
        If the scenario cannot be read or played, or has several regions and none is named.
    """

    def __init__(
        self,
        scenario: Scenario | str | Path,
        replicate: int = 0,
        *,
        region: int | None = None,
        warm_up: bool = True,
        record_every: int = 4,
    ) -> None:
        plan = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
        playing = Playing(plan, replicate, record_every, region=_one_region(plan, region))
        if warm_up:
            playing.play(plan.weeks_before)
        self._begin(playing)

    def _begin(self, playing: Playing) -> None:
        super().__init__(rng=playing.seed)
        self.plan = playing.scenario
        self.replicate = playing.replicate
        self.region = playing.region
        self._playing = playing
        self._state: State | None = None
        self.running = playing.week < len(playing.calendar)

    @property
    def week(self) -> int:
        """The week at whose close the model stands; 0 is the opening state."""
        return self._playing.week - self.plan.weeks_before

    @property
    def last_week(self) -> int:
        """The last week of the scenario."""
        return self.plan.weeks

    @property
    def date(self) -> dt.date:
        """The Sunday at whose close the model stands."""
        return dt.date.fromordinal(int(self._playing.calendar.sunday[0])) + dt.timedelta(weeks=self._playing.week - 1)

    @property
    def world(self) -> worlds.World:
        """The tables themselves, for those who know them: changing a row changes the run."""
        return self._playing.world

    def state(self) -> State:
        """The columns behind all views and tables, made anew after every step."""
        playing = self._playing
        closed = playing.week - 1
        if self._state is None or self._state.closed != closed:
            self._state = State(
                playing.world, playing.calendar, closed, self.plan.weeks_before, playing.params[max(0, closed)]
            )
        return self._state

    def step(self) -> None:
        """Play one week, Monday to Sunday.

        Raises
        ------
        InputError
            If the scenario's last week has been played.
        """
        if self._playing.week >= len(self._playing.calendar):
            raise InputError(f"{self.plan.name}: week {self.week} was the last; the scenario has no more.")
        self._state = None
        self._playing.play(self._playing.week + 1)
        self.running = self._playing.week < len(self._playing.calendar)

    def run_model(self) -> None:
        """Play all weeks that are left."""
        while self.running:
            self.step()

    def play(self, until: int | dt.date) -> None:
        """Play up to a week, that week included, or up to the first Sunday on or after a date.

        Raises
        ------
        InputError
            If it lies behind, or beyond the last week.
        """
        if isinstance(until, dt.date):
            day = until.date() if isinstance(until, dt.datetime) else until
            wanted = self.week - (self.date - day).days // 7
        else:
            wanted = until
        if not isinstance(wanted, SupportsIndex) or not self.week <= wanted.__index__() <= self.last_week:
            first, last = self.date, self.date + dt.timedelta(weeks=self.last_week - self.week)
            raise InputError(
                f"{self.plan.name}: cannot play until {until}: the model stands at week {self.week} ({first}) "
                f"and its last week is {self.last_week} ({last})."
            )
        while self.week < wanted:
            self.step()

    @property
    def developers(self) -> Everybody[Developer]:
        """The owners of projects."""
        return Everybody(self, Developer)

    @property
    def firms(self) -> Everybody[Firm]:
        """Contractors, subcontractors, shells and labour bosses."""
        return Everybody(self, Firm)

    @property
    def workers(self) -> Everybody[Worker]:
        """The pool of workers, idle ones included."""
        return Everybody(self, Worker)

    @property
    def projects(self) -> Everybody[Project]:
        """Projects whose last wage claim is not closed."""
        return Everybody(self, Project)

    @property
    def contracts(self) -> Everybody[Contract]:
        """The edges of the payment chains of these projects."""
        return Everybody(self, Contract)

    @property
    def crews(self) -> Everybody[Crew]:
        """Crews at work, or not yet settled."""
        return Everybody(self, Crew)

    @property
    def agents(self) -> Agents:  # type: ignore[override]
        """Everybody who decides: developers, firms, workers."""
        return Agents(list(self.agents_by_type.values()))

    @property
    def agent_types(self) -> list[type]:
        """Developer, Firm and Worker."""
        return list(self.agents_by_type)

    @property
    def agents_by_type(self) -> dict[type[View], Everybody[Any]]:  # type: ignore[override]
        """The views of each kind of agent."""
        return {Developer: self.developers, Firm: self.firms, Worker: self.workers}

    def table(self, name: str) -> "pd.DataFrame":
        """A table of the present state, one row per agent or object.

        Parameters
        ----------
        name : str
            developers, firms, workers, projects, contracts, crews, claims, bills, accounts or events.

        Returns
        -------
        pandas.DataFrame
            Units stand in the names of columns: `_fen`, `_share`, `_weeks`; a `_week` counts as in results; a
            uid of 0 is nobody.

        Raises
        ------
        InputError
            If there is no such table.
        """
        return history.frame(self.state().columns(name))

    def check(self) -> list[str]:
        """What breaks an accounting identity; empty when all hold."""
        return worlds.check(self._playing.world)

    def value(self, outcome: str, group: str = "all") -> float:
        """An outcome at the present week's close; for flows, of the week that ended. See `series`."""
        return history.value(self._playing, outcome, group)

    def series(self, outcome: str, by: str | None = None) -> "pd.Series | pd.DataFrame":
        """An outcome by week, from week 0 to the present one.

        Parameters
        ----------
        outcome : str
            Its name; money is in fen.
        by : str, optional
            owner_kind, sector, tier or size: one column per group.

        Returns
        -------
        pandas.Series or pandas.DataFrame
            Indexed by the Sunday of the week.

        Raises
        ------
        InputError
            If there is no such outcome, or it has no such groups.
        """
        return history.series(self._playing, outcome, by)

    def save(self, path: str | Path) -> None:
        """Write the model into one file, whole or not at all, from which `load` goes on."""
        saving.save(self._playing, Path(path))

    @classmethod
    def load(cls, path: str | Path, scenario: Scenario | str | Path | None = None) -> Self:
        """Go on from a saved model.

        Parameters
        ----------
        path : str or Path
            What `save` wrote.
        scenario : Scenario, str or Path, optional
            Another future for the same past: it must agree with the weeks already played in parameters, causes,
            population, seed, start, warm-up and shocks.

        Raises
        ------
        InputError
            If the file is no saved model, or the scenario differs in the past; names the first week and the first
            key that differ.
        """
        plan = scenario if scenario is None or isinstance(scenario, Scenario) else load_scenario(scenario)
        model = cls.__new__(cls)
        model._begin(saving.load(Path(path), plan))
        model.steps = max(0, model.week)
        return model

    def __repr__(self) -> str:
        where = f"region {self.region}, " if self.plan.population.regions > 1 else ""
        return f"<Model {self.plan.name}, replicate {self.replicate}, {where}week {self.week} of {self.last_week}>"
