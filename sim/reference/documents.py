"""All generated documents, and whether those on disk are the same."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from sim.parameters.cards import load_cards
from sim.parameters.causes import CAUSES
from sim.reference import pages
from sim.reference.columns import tables_page
from sim.reference.folder import result_files_page
from sim.reference.markdown import GENERATED, table
from sim.reference.measures import measure_table, measures_page
from sim.reference.population import population_page
from sim.reference.schedule import rules, schedule_text
from sim.reference.shocks import shocks_page

DOCS = Path(__file__).resolve().parents[2] / "docs"
TEMPLATE = Path("templates") / "odd.md"
PAGES: dict[str, Callable[[], str]] = {
    "reference/causes.md": pages.causes_page,
    "reference/measures.md": measures_page,
    "reference/money.md": pages.money_page,
    "reference/outcomes.md": pages.outcomes_page,
    "reference/parameters.md": pages.parameters_page,
    "reference/places.md": pages.places_page,
    "reference/population.md": population_page,
    "reference/result-files.md": result_files_page,
    "reference/scenario-keys.md": pages.scenario_keys_page,
    "reference/shocks.md": shocks_page,
    "reference/tables.md": tables_page,
}
"""Pages of the reference by path below docs/."""


def documents(docs: Path = DOCS) -> dict[str, str]:
    """The text of every generated document by path below docs/."""
    made = {path: make() for path, make in PAGES.items()}
    return made | {"odd.md": odd((docs / TEMPLATE).read_text("utf-8"))}


def odd(template: str) -> str:
    """The ODD protocol: the template with what is made from the code put in."""
    parts: dict[str, Callable[[], str]] = {
        "generated": lambda: GENERATED,
        "schedule": schedule_text,
        "rules": rule_table,
        "parameters": parameter_table,
        "causes": cause_table,
        "sources": status_counts,
        "measures": measure_table,
        "outcomes": outcome_list,
        "places": place_list,
    }
    for name, make in parts.items():
        template = template.replace(f"{{{{{name}}}}}", make())
    if "{{" in template:
        unknown = template.partition("{{")[2].partition("}}")[0]
        raise ValueError(f"{TEMPLATE}: nothing is made for {{{{{unknown}}}}}; known are {', '.join(parts)}")
    return template


def rule_table() -> str:
    """All rules with what they answer."""
    return table(["rule", "room", "answer"], [[f"`{r.name}`", r.module.removeprefix("sim."), r.doc] for r in rules()])


def parameter_table() -> str:
    """All cards in one table; long tables by their ends."""
    rows = [
        [f"`{c.name}`", c.label_en, pages.history_text(c.value, 5), c.unit, c.status, f"`{c.cause}`" if c.cause else ""]
        for c in load_cards().values()
    ]
    return table(["parameter", "meaning", "value", "unit", "status", "switched by"], rows)


def cause_table() -> str:
    """All causes in one table."""
    rows = [[str(c.number), f"`{c.name}`", c.kind, c.doc] for c in CAUSES.values()]
    return table(["#", "cause", "kind", "what happens, and what switching it off means"], rows)


def status_counts() -> str:
    """How many cards have which status, the most frequent first: "84 are assumed, 31 estimated"."""
    (first, most), *others = Counter(card.status for card in load_cards().values()).most_common()
    return ", ".join([f"{most} are {first}", *(f"{count} {status}" for status, count in others)])


def outcome_list() -> str:
    """Names of all outcomes."""
    from sim.outcomes import OUTCOMES

    return ", ".join(f"`{outcome.name}`" for outcome in OUTCOMES)


def place_list() -> str:
    """Names of all places in order."""
    return ", ".join(f"`{name}`" for name in pages.place_names())


def stale(docs: Path = DOCS) -> list[str]:
    """Documents on disk that are not what the code makes, by path below docs/."""
    found = []
    for path, text in documents(docs).items():
        file = docs / path
        if not file.is_file() or file.read_text("utf-8") != text:
            found.append(path)
    return found


def write(docs: Path = DOCS) -> list[str]:
    """Write the documents that are stale; returns their paths below docs/."""
    made = documents(docs)
    changed = stale(docs)
    for path in changed:
        file = docs / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(made[path], "utf-8")
    return changed
