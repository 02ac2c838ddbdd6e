"""Wage arrears in construction payment chains: an agent-based simulation.

Every public name is found in its module when it is first asked for, so that `import sim` costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim import policies as policies
    from sim.errors import InputError as InputError
    from sim.model import Model as Model
    from sim.reference import explain as explain
    from sim.results import Results as Results
    from sim.results import open_results as open_results
    from sim.results import run as run  # type: ignore[attr-defined]
    from sim.results import run_many as run_many  # type: ignore[attr-defined]
    from sim.scenario import Population as Population
    from sim.scenario import Scenario as Scenario
    from sim.scenario import Shock as Shock
    from sim.scenario import load_scenario as load_scenario
    from sim.scenario import shipped_scenarios as shipped_scenarios

_ROOMS = {
    "InputError": "sim.errors",
    "Model": "sim.model",
    "Population": "sim.scenario",
    "Results": "sim.results",
    "Scenario": "sim.scenario",
    "Shock": "sim.scenario",
    "explain": "sim.reference",
    "load_scenario": "sim.scenario",
    "open_results": "sim.results",
    "run": "sim.results",
    "run_many": "sim.results",
    "shipped_scenarios": "sim.scenario",
}
_FOLDERS = ("policies",)  # handed out whole: sim.policies.DirectPayment
__all__ = [*_ROOMS, *_FOLDERS]


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        found = getattr(import_module(_ROOMS[name]), name)
        globals()[name] = found
        return found
    if name in _FOLDERS:
        return import_module(f"sim.{name}")
    hint = ""
    if not name.startswith("_"):
        from sim.errors import nearest

        hint = nearest(name, __all__)
    raise AttributeError(f"module 'sim' has no attribute {name!r}.{hint}", name=name, obj=None)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
