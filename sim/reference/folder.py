"""A folder of results in words: its files, their columns, its manifest; for `explain` and for a page of the reference."""

from collections.abc import Iterator

from sim.declared.events import EVENTS
from sim.declared.files import MANIFEST_KEYS, RESULT_FILES, Column
from sim.parameters.explain import Language, unit_text
from sim.reference.markdown import page, table

MANIFEST = "manifest.json"
ABOUT_MANIFEST = "What the folder says about itself; it is written last, so a folder without it is unfinished."
WORDS: dict[str, tuple[str, str]] = {
    "in": ("column of", "所在文件"),
    "unit": ("unit", "单位"),
    "row": ("a row", "每行"),
    "kind": ("kind", "类别"),
    "file": ("file of a folder of results", "结果文件夹中的文件"),
    "columns": ("columns", "列"),
    "keys": ("keys", "键"),
    "manifest": ("key of manifest.json", "manifest.json的键"),
}


def file_names() -> list[str]:
    """The files of a folder that have columns or keys."""
    return [*RESULT_FILES, MANIFEST]


def column_names() -> list[str]:
    """Names of all columns of the files of a folder, and keys of its manifest, each once."""
    names = [name for file in RESULT_FILES.values() for name in file.columns]
    return list(dict.fromkeys((*names, *MANIFEST_KEYS)))


def column_labels(name: str) -> tuple[str, str]:
    """Labels of a column, of the first thing that its name means; a key of the manifest has none."""
    return next(((column.label_en, column.label_zh) for column, _ in _meanings(name)), ("", ""))


def describe_column(name: str, language: Language = "en") -> str:
    """A column in words: for each thing it means, the files in which it means that."""
    blocks = []
    for column, files in _meanings(name):
        lines = [f"{name}: {column.label_zh if language == 'zh' else column.label_en}", column.doc]
        lines.append(f"  {_word('in', language)}: {', '.join(files)}")
        if column.unit:
            lines.append(f"  {_word('unit', language)}: {unit_text(column.unit, language)}")
        blocks.append("\n".join(lines))
    if name in MANIFEST_KEYS:
        kind = f"  {_word('kind', language)}: {_word('manifest', language)}"
        blocks.append("\n".join([name, MANIFEST_KEYS[name], kind]))
    return "\n\n".join(blocks)


def describe_file(name: str, language: Language = "en") -> str:
    """A file in words, with its columns; the manifest with its keys."""
    kind = f"  {_word('kind', language)}: {_word('file', language)}"
    if name == MANIFEST:
        lines, said = [name, ABOUT_MANIFEST, kind, f"  {_word('keys', language)}:"], MANIFEST_KEYS
    else:
        file = RESULT_FILES[name]
        lines = [name, f"{file.doc[:1].upper()}{file.doc[1:]}.", kind, f"  {_word('row', language)}: {file.row}"]
        lines.append(f"  {_word('columns', language)}:")
        said = {key: column.label_zh if language == "zh" else column.label_en for key, column in file.columns.items()}
    width = max(map(len, said))
    return "\n".join([*lines, *(f"    {key:<{width}}  {label}" for key, label in said.items())])


def result_files_page() -> str:
    """Every file of a folder of results with its columns."""
    blocks = [
        "What the files of a folder of results hold. Money is in fen unless the unit says otherwise; 100 fen are one yuan. "
        "CSV files are UTF-8 with a byte order mark, for Excel. `arrears explain NAME` prints a column, a file or a kind of "
        "event; in Python the tables are data frames: `sim.open_results(folder).events()`. The files of a comparison are "
        "there after `arrears compare`, drivers.csv with `--drivers`.",
    ]
    for name, file in RESULT_FILES.items():
        rows = [[f"`{key}`", f"{c.label_en} · {c.label_zh}", c.unit, c.doc] for key, c in file.columns.items()]
        said = f"{file.doc[:1].upper()}{file.doc[1:]}. {file.row}"
        blocks += [f"## {name}", said, table(["column", "label", "unit", "meaning"], rows)]
        if name == "events.parquet":
            kinds = [[f"`{kind}`", f"{e.label_en} · {e.label_zh}", e.doc] for kind, e in EVENTS.items()]
            blocks += ["Its `kind` is one of these.", table(["kind", "label", "meaning"], kinds)]
    blocks += [
        f"## {MANIFEST}",
        ABOUT_MANIFEST,
        table(["key", "meaning"], [[f"`{key}`", doc] for key, doc in MANIFEST_KEYS.items()]),
        "## figures/ and parts/",
        "`figures/` are drawings of the tables, PNG and SVG. `parts/` are finished runs, from which the same command goes "
        "on; they are read by this program alone.",
    ]
    return page("Files of a folder of results", *blocks)


def _meanings(name: str) -> Iterator[tuple[Column, list[str]]]:
    """Each thing that a name of a column means, with the files in which it does."""
    files: dict[Column, list[str]] = {}
    for file, described in RESULT_FILES.items():
        if name in described.columns:
            files.setdefault(described.columns[name], []).append(file)
    yield from files.items()


def _word(key: str, language: Language) -> str:
    return WORDS[key][language == "zh"]
