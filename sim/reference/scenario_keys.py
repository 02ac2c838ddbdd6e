"""The keys of a scenario file, from the classes that read them."""

import inspect
import re
from typing import NamedTuple

from sim.declared.shocks import SHOCKS

TABLE_DOCS: dict[str, tuple[str, str]] = {
    "extends": (
        "Another scenario that this one builds on: its tables are merged key by key, its measures and shocks come first.",
        "must be the name of a shipped scenario or a path relative to this file; no circles",
    ),
    "parameters": (
        "Cards that this scenario sets, by full name.",
        "must be a table of card names; each a value, or a list of {from = date, value = ...}",
    ),
    "causes": (
        "Which causes of arrears act; one that is not named acts.",
        'must be a table of cause names; each "on", "off", true or false',
    ),
    "policies": (
        "Measures; after those of the scenario that this one extends, unless `policies.inherited` says otherwise.",
        "must be a list of tables, [[policies]]",
    ),
    "shocks": (
        f"What befalls a project, a firm or everybody on a given day: {', '.join(SHOCKS)}. Their keys: `arrears explain KIND`.",
        "must be a list of tables, [[shocks]]",
    ),
}
"""Meaning of the keys that hold tables, and what they allow."""


class Key(NamedTuple):
    """One key of a scenario file."""

    name: str
    doc: str
    allowed: str
    default: str


def scenario_keys() -> dict[str, Key]:
    """All keys by dotted name, in the order of a file."""
    from pydantic_core import PydanticUndefined

    from sim.errors import shown
    from sim.policies import MEASURES_BY_KIND
    from sim.policies.policy import Coverage, Policy
    from sim.scenario.check import TABLES
    from sim.scenario.measures import INHERITED_DOC, REMOVED, REPLACED
    from sim.scenario.model import Scenario
    from sim.scenario.parts import Head, Opening, Population, Shock, Unpaid

    keys: dict[str, Key] = {}
    parts = (
        ("", Head, Scenario),
        ("population.", Population, Population),
        ("population.opening.", Opening, Opening),
        ("population.opening.arrears.", Unpaid, Unpaid),
    )
    for prefix, model, source in parts:
        docs = attribute_docs(source)
        for name, field in model.model_fields.items():
            default = "" if field.default in (PydanticUndefined, "", None) else str(field.default)
            key = field.alias or name
            keys[prefix + key] = Key(prefix + key, docs.get(key, ""), field.description or "", default)
    for name in TABLES:
        doc, allowed = TABLE_DOCS.get(name, ("", ""))
        keys[name] = Key(name, doc, allowed, "")
    kinds = f"must be one of {', '.join(MEASURES_BY_KIND)}"
    keys["policies.kind"] = Key("policies.kind", "Which measure; its own parameters stand beside.", kinds, "")
    keys["policies.inherited"] = Key("policies.inherited", INHERITED_DOC, f'must be "{REPLACED}" or "{REMOVED}"', "")
    for prefix, part in (("policies.", Policy), ("policies.coverage.", Coverage)):
        docs = attribute_docs(part)
        for name, field in part.model_fields.items():
            default = "" if field.default in (PydanticUndefined, None) else shown(field.default)
            default = "all" if isinstance(field.default, tuple) else default
            keys[prefix + name] = Key(prefix + name, docs.get(name, ""), field.description or "", default)
    docs = attribute_docs(Shock)
    for name, field in Shock.model_fields.items():
        default = "" if field.default in (PydanticUndefined, None) else str(field.default)
        keys[f"shocks.{name}"] = Key(f"shocks.{name}", docs.get(name, ""), field.description or "", default)
    return keys


def attribute_docs(source: type) -> dict[str, str]:
    """What the "Attributes" of a numpy-style docstring say, by name."""
    text = inspect.cleandoc(source.__doc__ or "").partition("Attributes\n----------\n")[2]
    found: dict[str, str] = {}
    for match in re.finditer(r"^(\w[\w, ]*) : .*\n((?:    .*\n?|\n)+)", text, re.MULTILINE):
        words = " ".join(match[2].split())
        found |= {name.strip(): words for name in match[1].split(",")}
    return found
