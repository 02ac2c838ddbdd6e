"""Reading TOML; what is wrong with the text is told like all other errors, and the rest is read if it can be."""

import re
import tomllib
from datetime import date
from typing import Any, NamedTuple

from sim.errors import LONGEST_SHOWN, problem

MOST_MENDED = 50  # errors of one file; each costs a reading of the whole
PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
STATEMENT = re.compile(r"""^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=\s*(.*?)\s*$""")
HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]")
DAY = re.compile(r"(?<![\w.\"'/-])\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?![\w/-])")
BARE_WORD = re.compile(r"[A-Za-z_][^\[\]{}\"'=#\\]*")
UNFINISHED = r"Illegal character '\n'"
SWITCHES = {"on", "off", "true", "false", "yes", "no"}


class Reading(NamedTuple):
    """What a text holds.

    Attributes
    ----------
    document : dict or None
        Plain values; None if the text cannot be read at all.
    lines : list of str
        Errors of the text, one line each.
    keys : set of str
        Keys that these errors are about: what else is said about their values is of no use.
    """

    document: dict[str, Any] | None
    lines: list[str]
    keys: set[str]


def read_toml(file: str, text: str) -> Reading:
    """Read a text, past dates that do not exist, keys given twice and words without quotes.

    Parameters
    ----------
    file : str
        Named at the start of every error line.
    text : str
        Of a whole file.
    """
    lines: list[str] = []
    keys: set[str] = set()
    while True:
        try:
            return Reading(tomllib.loads(text), lines, keys)
        except RecursionError:
            return Reading(None, [*lines, f"{file}: is not valid TOML: nested too deeply."], keys)
        except ValueError as error:
            fault = _Fault(text, str(error))
        line, mended = fault.told(file)
        lines.append(line)
        keys.add(fault.key)
        if mended is None or len(lines) >= MOST_MENDED:
            return Reading(None, lines, keys)
        text = mended


class _Fault:
    """Where a text stops being TOML, and why."""

    def __init__(self, text: str, error: str) -> None:
        self.rows = text.split("\n")
        found = PLACE.search(error)
        self.reason = error[: found.start()] if found else error
        written = [number for number, row in enumerate(self.rows) if row.strip()]
        here = int(found[1]) - 1 if found and found[1] else max(written, default=0)
        self.number = min(here, len(self.rows) - 1)
        self.row = self.rows[self.number]
        self.statement = STATEMENT.match(self.row)
        self.key = self._key()

    def told(self, file: str) -> tuple[str, str | None]:
        """The error line, and the text without this error, if it can do without."""
        where = f"line {self.number + 1}"
        for found in DAY.finditer(self.row.partition("#")[0]):
            quoted = any(self.row[: found.start()].count(mark) % 2 for mark in "\"'")
            if not quoted and not _exists(found[0]):
                allowed = f"must be a day of the calendar, written like 2014-01-06 ({where})"
                row = self.row[: found.start()] + _near(found[0]) + self.row[found.end() :]
                return f"{file}: {self.key or where} = {found[0]}: {allowed}.", self._with(row)
        if self.reason.startswith("Cannot overwrite a value") and self.statement and _alone(self.row):
            value = tomllib.loads(f"value = {self.statement[2]}")["value"]
            return problem(file, self.key, value, f"is given twice ({where})"), self._with("")
        if self.reason.startswith(("Cannot declare", "Cannot overwrite")) and (header := HEADER.match(self.row)):
            mark = header[1] + header[2] + "]" * len(header[1])
            return f"{file}: {mark}: is given twice; its keys must stand together under one ({where}).", None
        given = " ".join(self.row.split())
        given = given if len(given) <= LONGEST_SHOWN else given[: LONGEST_SHOWN - 3] + "..."
        reason = self.reason[:1].lower() + self.reason[1:]
        hint, mended = "", None
        if self.reason == UNFINISHED:
            reason = "a text must end in its line"
        if self.reason == "Invalid value" and self.statement and BARE_WORD.fullmatch(self.statement[2]):
            switch = self.statement[2].lower() in SWITCHES
            hint = ' A switch is written "on" or "off".' if switch else " A text is written in quotes."
            mended = self._with(self.row[: self.statement.start(2)] + f'"{self.statement[2]}"')
        return f"{file}: {where}: {given}: is not valid TOML, {reason}.{hint}", mended

    def _with(self, row: str) -> str:
        return "\n".join([*self.rows[: self.number], row, *self.rows[self.number + 1 :]])

    def _key(self) -> str:
        """The dotted key of the row, or of the row above in which its statement began."""
        number, statement = self.number, self.statement
        while statement is None and number > 0 and not HEADER.match(self.rows[number]):
            number -= 1
            statement = STATEMENT.match(self.rows[number])
        if statement is None:
            return ""
        headers = [found for row in self.rows[:number] if (found := HEADER.match(row))]
        prefix = ""
        if headers:
            last = headers[-1]
            same = sum(h.groups() == last.groups() for h in headers)
            prefix = f"{last[2]}[{same}]." if last[1] == "[[" else f"{last[2]}."
        return prefix + re.sub(r"[\s\"']", "", statement[1])


def _alone(row: str) -> bool:
    try:
        tomllib.loads(row)
    except ValueError:
        return False
    return True


def _exists(day: str) -> bool:
    try:
        return date.fromisoformat(day).isoformat() == day
    except ValueError:
        return False


def _near(day: str) -> str:
    """A day that exists, in place of one that does not."""
    year, month, _ = (int(part) for part in re.split(r"\D", day))
    return date(min(max(year, 1), 9999), month if 1 <= month <= 12 else 1, 1).isoformat()
