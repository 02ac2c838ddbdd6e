"""The tables of a population in words, from the columns they are read by; for `explain` and for a page of the reference."""

from sim.parameters.explain import Language, unit_text
from sim.population.columns import ROWS_ARE, SWITCH, TABLES, Column
from sim.reference.markdown import page, table

CAPTIONS = {
    "in": ("column of a population's file", "人口数据表的列，所在文件"),
    "unit": ("unit", "单位"),
    "allowed": ("allowed", "取值要求"),
}


def given_columns() -> list[str]:
    """Names of all columns of the tables, each once."""
    return list(dict.fromkeys(column.name for columns in TABLES.values() for column in columns))


def describe_given_column(name: str, language: Language = "en") -> str:
    """A column in words: for each thing it means, the files in which it does."""
    files: dict[Column, list[str]] = {}
    for table_name, columns in TABLES.items():
        for column in columns:
            if column.name == name:
                files.setdefault(column, []).append(f"{table_name}.csv")
    blocks = []
    for column, within in files.items():
        said = {"in": ", ".join(within), "unit": unit_text(column.unit, language), "allowed": _allowed(column)}
        lines = [f"  {CAPTIONS[key][language == 'zh']}: {text}" for key, text in said.items() if text]
        blocks.append("\n".join([name, column.meaning, *lines]))
    return "\n\n".join(blocks)


def population_page() -> str:
    """Every table that `[population] from` reads, with its columns, units and allowed values."""
    blocks = [
        'A scenario with `[population] from = "DIR"` takes its projects, firms, contracts, crews and workers from CSV '
        "files in that folder: UTF-8, with or without a byte order mark, cells separated by commas, the first row names "
        "the columns. DIR is a path from the scenario file, or the name of a folder shipped with the scenarios. Any "
        "file but `projects.csv` may be left out, any column but those marked *, and any other cell may be empty: what is not given is "
        "drawn from the cards, and `manifest.json` says which was given and which drawn. The order of rows does not "
        "matter where `uid` is given. `arrears population check DIR` tells all errors by file, row (the head is row 1) "
        "and column; `arrears population export SCENARIO --out DIR` writes such tables.",
        "With `population.opening` the tables describe a known state at the start: `weeks_done` says when a project began, and crews "
        "of crews.csv have been at work since the season or the project did.",
        f"Amounts are in yuan with at most two decimals; a switch is one of {', '.join(SWITCH)}.",
    ]
    for name, columns in TABLES.items():
        rows = [[f"`{c.name}`{'*' * c.needed}", c.meaning, c.unit, _allowed(c)] for c in columns]
        blocks += [f"## {name}.csv", ROWS_ARE[name], table(["column", "meaning", "unit", "allowed"], rows)]
    return page("Tables of a population", *blocks)


def _allowed(column: Column) -> str:
    whose = {"general": "; general contracts only", "below": "; not of general contracts"}.get(column.of, "")
    return column.allowed.removeprefix("must be ") + whose
