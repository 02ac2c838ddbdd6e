"""Scenarios: a population, a calendar, parameters, causes and shocks as one frozen piece of data."""

from sim.scenario.files import load_scenario
from sim.scenario.model import Scenario
from sim.scenario.parts import Population, Settings, Shock
from sim.scenario.shipped import shipped_scenarios

__all__ = ["Population", "Scenario", "Settings", "Shock", "load_scenario", "shipped_scenarios"]
