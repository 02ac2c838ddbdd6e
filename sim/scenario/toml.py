"""Writing a scenario as TOML."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sim.parameters.values import Dated

LISTS = ("policies", "shocks")  # tables of which a file can hold several


def dated_value(dated: Dated) -> Any:
    """A value by date as a file holds it: the bare value, or a list of `{from, value}`."""
    plain = [(since, list(value) if isinstance(value, tuple) else value) for since, value in dated]
    if len(plain) == 1 and plain[0][0] is None:
        return plain[0][1]
    return [{"value": value} if since is None else {"from": since, "value": value} for since, value in plain]


def toml_text(document: Mapping[str, Any]) -> str:
    """A document of plain keys, tables of plain values, and lists of tables, as TOML."""
    heads = [f"{_key(key)} = {toml_value(value)}" for key, value in document.items() if not _nested(key, value)]
    blocks = ["\n".join(heads)]
    for key, value in document.items():
        if _nested(key, value) and value:
            tables = value if isinstance(value, list) else [value]
            mark = f"[[{_key(key)}]]" if isinstance(value, list) else f"[{_key(key)}]"
            for table in tables:
                blocks.append("\n".join([mark, *(f"{_key(k)} = {toml_value(v)}" for k, v in table.items())]))
    return "\n\n".join(blocks) + "\n"


def toml_value(value: object) -> str:
    """One value as TOML.

    Raises
    ------
    TypeError
        If TOML has no form for it.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "[" + ", ".join(toml_value(entry) for entry in value) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(k)} = {toml_value(v)}" for k, v in value.items()) + "}"
    raise TypeError(f"TOML has no form for {type(value).__name__}")


def _nested(key: str, value: object) -> bool:
    return isinstance(value, Mapping) or (key in LISTS and isinstance(value, list))


def _key(key: str) -> str:
    bare = key.isascii() and key.replace("_", "").replace("-", "").isalnum()
    return key if bare else json.dumps(key, ensure_ascii=False)
