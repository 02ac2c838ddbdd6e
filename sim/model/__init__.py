"""The model for people and notebooks: a Mesa model over the compiled world, with agents as views."""

from sim.model.shell import Model
from sim.model.view import Claim, View
from sim.model.views import Contract, Crew, Developer, Firm, Project, Worker

__all__ = ["Claim", "Contract", "Crew", "Developer", "Firm", "Model", "Project", "View", "Worker"]
