"""Numbers as people read them, and columns that line up in Chinese too."""

import re
from collections.abc import Sequence

from sim.figures.words import Language, money_unit, width
from sim.results.paired import Paired

COLUMNS = 100  # of a terminal that tables are made for
UNBROKEN = re.compile(r"[!-~]+ *[，。；：、）]*|.[，。；：、）]*")  # a word, or a character, with the stops behind it
WORDS = {
    "persons": ("persons", "人"),
    "months": ("months", "个月"),
    "weeks": ("weeks", "周"),
    "days": ("days", "天"),
    "hours": ("hours", "小时"),
    "pairs": ("{n} pairs", "{n}对"),
    "pair": ("{n} pair", "{n}对"),
    "and": (" and ", "和"),
    "better": ("better in {k} of {n} pairs", "{n}对中{k}对变好"),
    "alike": (" ({equal} alike)", "（{equal}对相同）"),
}


def unit_of(unit: str, size: float, lang: Language) -> tuple[float, str, int]:
    """What a number is divided by, its unit in words, and digits after the point.

    Parameters
    ----------
    unit : str
        As an outcome declares it.
    size : float
        The largest number that will be written.
    lang : {"en", "zh"}
        Language of the unit.
    """
    if unit == "fen":
        scale, name = money_unit(size, lang)
        return scale, name, 0 if size / scale >= 1000 else 1
    if unit == "share":
        return 0.01, "%", 1
    if unit in ("months", "weeks", "days", "hours"):
        return 1.0, WORDS[unit][lang == "zh"], 0 if size >= 1000 else 1
    return 1.0, WORDS["persons"][lang == "zh"] if unit == "persons" else "", 0 if size >= 100 else 1


def written(number: float, scale: float, digits: int, *, signed: bool = False) -> str:
    """A number without its unit; what is zero has no sign, and an exact zero no digits."""
    if number != number:
        return "-"
    if number == 0:
        return "0"
    text = f"{number / scale:{'+' if signed else ''},.{digits}f}"
    return text if any(digit in text for digit in "123456789") else text.lstrip("+-")


def with_unit(text: str, unit: str) -> str:
    """A number and its unit."""
    return f"{text} {unit}" if unit.isascii() and unit not in ("", "%") else text + unit


def pairs_said(n: float, lang: Language) -> str:
    """A number of pairs."""
    return WORDS["pair" if n == 1 else "pairs"][lang == "zh"].format(n=f"{n:,.0f}")


def better_counted(pair: Paired, sign: int, lang: Language) -> str:
    """In how many pairs the arm is better, and in how many it is alike."""
    said = WORDS["better"][lang == "zh"].format(k=pair.better(sign), n=pair.pairs)
    return said + (WORDS["alike"][lang == "zh"].format(equal=pair.equal) if pair.equal else "")


def fitted(text: str, indent: int = 0) -> list[str]:
    """A text in lines that fit a terminal, the first of them indented less; Chinese is broken between characters."""
    lines, line = [], " " * indent
    for part in UNBROKEN.findall(text):
        if width(line + part.rstrip()) > COLUMNS and line.strip():
            lines.append(line.rstrip())
            line = " " * (indent + 2)
        line += part
    return [*lines, line.rstrip()]


def listed(names: Sequence[str], lang: Language) -> str:
    """Names with an "and" before the last; nothing for none."""
    if not names:
        return ""
    head, last = names[:-1], names[-1]
    comma = "、" if lang == "zh" else ", "
    return WORDS["and"][lang == "zh"].join((comma.join(head), last)) if head else last


def left(text: str, columns: int) -> str:
    """A text at the left of a column."""
    return text + " " * (columns - width(text))


def right(text: str, columns: int) -> str:
    """A text at the right of a column."""
    return " " * (columns - width(text)) + text


def aligned(rows: Sequence[tuple[str, ...]], lefts: int = 1) -> list[str]:
    """Rows as lines: the first columns at the left, the others at the right."""
    widths = [max(width(row[k]) for row in rows) for k in range(len(rows[0]))]
    return [
        "  ".join((left if k < lefts else right)(text, widths[k]) for k, text in enumerate(row)).rstrip()
        for row in rows
    ]
