"""Columns of `Model.table` in words, with what the engine says about each of its own; for `explain` and for the page on tables."""

import ast
import re
from functools import cache

import numpy as np

from sim.declared.columns import COLUMN_DOCS, ENGINE_COLUMNS
from sim.parameters.explain import Language
from sim.reference.markdown import page, table
from sim.reference.schedule import PACKAGE

_FIELD = re.compile(r'^ *\("(\w+)", .*\),(?: +# (.*))?$')


def table_columns() -> dict[str, list[tuple[str, bool]]]:
    """Columns of every table by its name, and whether each is worked out; read from a world with nothing in it."""
    from sim.core.calendar import WEEKS
    from sim.core.tables import rows_of
    from sim.model.raw import raw_columns
    from sim.model.state import SOURCES, State
    from sim.world import allocate

    world = allocate(
        slots=1, owners=1, seats=1, persons=1, periods=1, projects=1, contracts=1, bills=1, crews=1, claims=1
    )
    state = State(world, rows_of(WEEKS, 1), -1, 0)
    found = {}
    for name, source in SOURCES.items():
        own = raw_columns(world, source, np.zeros(0, np.int64), state.weeks)
        found[name] = [(column, column not in own) for column in state.columns(name)]
    return found


@cache
def field_comments() -> dict[tuple[str, str], str]:
    """The comment behind each field of the engine's tables, by table of the world and field."""
    found: dict[tuple[str, str], str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text("utf-8")
        if "= np.dtype(" not in text:
            continue
        lines = text.splitlines()
        for node in ast.parse(text).body:
            if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith(("np.dtype(", "in_lines(")):
                name = ast.unparse(node.targets[0]).lower()
                for line in lines[node.lineno : node.end_lineno]:
                    if (match := _FIELD.match(line)) and match[2]:
                        found[name, match[1]] = match[2]
    return found


def model_columns() -> list[str]:
    """Names of all columns, each once; known without the compiler."""
    return sorted((*COLUMN_DOCS, *ENGINE_COLUMNS))


def model_column_labels(name: str) -> tuple[str, str]:
    """What else a column may be called: views have each `_fen` as `_yuan` too."""
    also = name.removesuffix("_fen") + "_yuan" if name.endswith("_fen") else ""
    return also, also


def describe_model_column(name: str, language: Language = "en") -> str:
    """A column in words: for each thing it means, the tables in which it does."""
    from sim.model.state import SOURCES

    comments = field_comments()
    tables: dict[str, list[str]] = {}
    for table_name, columns in table_columns().items():
        if name in dict(columns):
            tables.setdefault(_meaning(SOURCES[table_name], name, comments), []).append(table_name)
    caption = "Model.table的列，所在表" if language == "zh" else "column of Model.table, in"
    return "\n\n".join(f"{name}\n{meaning}\n  {caption}: {', '.join(within)}" for meaning, within in tables.items())


def tables_page() -> str:
    """Every table of `Model.table` with its columns."""
    from sim.model.state import SOURCES

    comments = field_comments()
    blocks = [
        "What `Model.table(name)` holds, one row per agent or object in use at a week's close. Views have the same "
        "columns as attributes, and each `_fen` also as `_yuan`: `model.workers[17].owed_yuan`. Units stand in names; "
        "a `_week` or `_until` counts as in results, where week 1 is the first recorded one; a uid of 0 is nobody. Files of results: `result-files.md`."
    ]
    for name, columns in table_columns().items():
        rows = [[f"`{c}`", _meaning(SOURCES[name], c, comments)] for c, _ in columns]
        blocks += [f"## {name}", table(["column", "meaning"], rows)]
    return page("Tables", *blocks)


def _meaning(source: str, column: str, comments: dict[tuple[str, str], str]) -> str:
    """What stands for a code; else the engine's comment; else the declared meaning."""
    from sim.model.raw import CODES

    if (source, column) in CODES:
        return "one of " + ", ".join(name for name in CODES[source, column] if name != "free")
    return comments.get((source, column)) or COLUMN_DOCS.get(column, "")
