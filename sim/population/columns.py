"""The columns of a population's tables: one declaration to read, check, write and explain them by."""

from typing import Literal, NamedTuple

import numpy as np

from sim.declared.kinds import FIRM_KINDS, OWNER_KINDS, PAYMENT_ORDERS, REGIMES, SECTORS, SIZES, SKILLS

Kind = Literal["uid", "whole", "number", "yuan", "word", "switch", "text"]

PAST_WEEKS = 260  # before a known opening: how long ago a project at work may have begun
MISSING = -1  # in every column of whole numbers; columns of other numbers hold nan
MOST_UID = 10**18 - 1
MOST_PROJECT_UID = 2**21 - 1  # `sim.chain.uids` has room for no more
MOST_FIRM_UID = 2**31 - 1
MOST_WORKER_UID = 10**9  # others are numbered on from there, and uids of persons have four bytes
MOST_YUAN = 2_800_000_000_000  # of one contract: `sim.scenario.limits` allows no project more
MOST_CASH_YUAN = 10**15
SWITCH = {"no": 0, "yes": 1, "false": 0, "true": 1, "0": 0, "1": 1}


class Column(NamedTuple):
    """One column of a table.

    `needed`: every row must have it. `refers`: the table whose uids it holds; "" for none. `of`: contracts that have
    it, "general" ones or those "below"; "" for all. `empty_says`: an empty cell is an answer, not left to the cards.
    """

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    lowest: float = 0
    highest: float = 0
    words: tuple[str, ...] = ()
    refers: str = ""
    needed: bool = False
    of: str = ""
    empty_says: bool = False

    @property
    def field(self) -> str:
        """Its name once read: money is in fen then."""
        return self.name.replace("_yuan", "_fen")

    @property
    def allowed(self) -> str:
        """What a cell may hold, in words."""
        if self.refers:
            return f"must be the uid of a row of {self.refers}.csv"
        if self.kind == "word":
            return f"must be one of {', '.join(self.words)}"
        if self.kind == "switch":
            return "must be yes or no"
        if self.kind == "text":
            return "any text"
        span = f"from {self.lowest} to {self.highest}"
        if self.kind == "yuan":
            return f"must be an amount in yuan {span}, with at most two decimals"
        return f"must be a {'number' if self.kind == 'number' else 'whole number'} {span}"


def _uid(highest: int, meaning: str) -> Column:
    return Column("uid", "uid", meaning, lowest=1, highest=highest)


def _to(table: str, name: str, meaning: str, highest: int, *, needed: bool = False, empty_says: bool = False) -> Column:
    return Column(name, "uid", meaning, "", 1, highest, (), table, needed, "", empty_says)


def _share(name: str, meaning: str, of: str = "") -> Column:
    return Column(name, "number", meaning, "share", 0, 1, of=of)


def _yuan(name: str, meaning: str, highest: int = MOST_YUAN, of: str = "") -> Column:
    return Column(name, "yuan", meaning, "yuan", 0, highest, of=of)


def _weeks(name: str, lowest: int, highest: int, meaning: str, of: str = "") -> Column:
    return Column(name, "whole", meaning, "weeks", lowest, highest, of=of)


NAME = Column("name", "text", "For people; nothing is read from it.")

TABLES: dict[str, tuple[Column, ...]] = {
    "projects": (
        _uid(MOST_PROJECT_UID, "Its number; the row's place in the file if the column is left out."),
        NAME,
        Column("owner_kind", "word", "Kind of its owner.", words=OWNER_KINDS),
        Column("owner", "uid", "Number of its owner, of the kind beside it: projects with the same number have the same owner.",
               lowest=1, highest=MOST_FIRM_UID),
        Column("owner_promptness", "number", "How readily its owner pays, against the table; the same in all its projects.",
               "ratio", 0, 10),
        Column("sector", "word", "Sector.", words=SECTORS),
        Column("size_class", "word", "Size among all projects; by its workers if not given.", words=SIZES),
        Column("workers", "whole", "Hands at work on it in season.", "persons", 1, 10_000_000),
        _weeks("weeks_left", 1, 1040, "Weeks of work left at the start."),
        Column("weeks_done", "whole", "Weeks since its work began; read, or drawn if empty, where `population.opening` is given.",
               "weeks", 0, PAST_WEEKS, empty_says=True),
        _yuan("price_yuan", "Price of the work left: of its general contract."),
    ),
    "firms": (
        _uid(MOST_FIRM_UID, "Its number; the row's place in the file if the column is left out."),
        NAME,
        Column("kind", "word", "What it is.", words=FIRM_KINDS, needed=True),
        Column("kappa", "number", "Equity and credit against the deepest cash gap of its contracts.", "ratio", 0, 100),
        Column("order", "word", "Whom it pays first when money is short.", words=PAYMENT_ORDERS),
        _yuan("cash_yuan", "Own cash at the start, before advances on new projects.", MOST_CASH_YUAN),
    ),
    "contracts": (
        _uid(MOST_UID, "Its number; the row's place in the file if the column is left out."),
        NAME,
        _to("projects", "project", "The project.", MOST_PROJECT_UID, needed=True),
        _to("contracts", "parent", "The contract it hangs below; empty: it is the general contract, below the owner.",
            MOST_UID, empty_says=True),
        _to("firms", "firm", "The firm that does the work.", MOST_FIRM_UID),
        Column("workers", "whole", "Hands its own crews need at a time; 0 where all work is passed on.", "persons", 0, 10_000_000),
        _weeks("weeks", 1, 1040, "Weeks of work left at the start; those of the project if not given."),
        _yuan("price_yuan", "Price of the work left; that of a general contract stands in projects.csv.", of="below"),
        _yuan("planned_wages_yuan", "Wages that the work left takes by plan, all tiers below included, at an index of 1."),
        _yuan("own_wages_yuan", "Those of them that its own crews earn."),
        _yuan("materials_yuan", "Materials that the work left takes.", of="general"),
        _share("part_share", "Share of certified value paid as progress payment."),
        _share("festival_share", "Share of the value billed before the festival."),
        _share("retention_share", "Retention."),
        _share("advance_share", "Advance paid at the start; none on work under way.", "general"),
        _weeks("certification_weeks", 0, 104, "Weeks to certify a bill."),
        _weeks("term_weeks", 0, 104, "Weeks from certification to the due date."),
        _weeks("pass_on_weeks", 0, 8, "Weeks its payer takes to pass on what it received.", "below"),
        _share("milestone_share", "Progress between milestones; 0: billed monthly.", "general"),
        Column("pre_finances", "switch", "The contractor pays its subcontracts whether it was paid or not.", of="general"),
    ),
    "crews": (
        _uid(MOST_UID, "Its number; the row's place in the file if the column is left out."),
        NAME,
        _to("contracts", "contract", "The contract it works on.", MOST_UID, needed=True),
        Column("hands", "whole", "Members, those that workers.csv does not name included; those it names if not given.",
               "persons", 1, 1_000, empty_says=True),
        Column("regime", "word", "When its wages are agreed to be paid.", words=REGIMES),
        Column("piece", "switch", "Paid by measured work, not by time."),
        _share("allowance_share", "Living allowance against the wage."),
        _weeks("weeks_left", 1, 52, "Weeks left of its work package; it ends at the winter break at the latest."),
    ),
    "workers": (
        _uid(MOST_WORKER_UID, "Its number; the row's place in the file if the column is left out."),
        NAME,
        _to("crews", "crew", "The crew he works in at the start; empty: he is idle.", MOST_UID, empty_says=True),
        Column("skill", "word", "Skill.", words=SKILLS),
        Column("day_wage_yuan", "yuan", "Day wage, at an index of 1.", "yuan", 0.01, 50_000),
        _weeks("patience_weeks", 0, 520, "Weeks' wages overdue until he thinks of leaving."),
    ),
}  # fmt: skip
"""The columns of each table by its name, in the order in which they are written."""

ROWS_ARE = {
    "projects": "One row per project under construction. The only table that must be there.",
    "firms": "One row per firm. Firms of a kind that the table does not have are drawn; where it has one subcontractor "
    "of a kind, a second is.",
    "contracts": "One row per edge of a payment chain, at most six deep. A project that the table does not have is let "
    "by a draw; of one that it has, these are all contracts.",
    "crews": "One row per crew at work at the start. All others are hired in the first week.",
    "workers": "One row per worker of the region, at work or idle. Where they are fewer than the region's jobs need, "
    "others are drawn beside them.",
}
"""What a row is, by table."""


def row_type(table: str) -> np.dtype:
    """The type of a row that was read: whole numbers, and numbers in floating point."""
    read = [column for column in TABLES[table] if column.kind != "text"]
    return np.dtype([(c.field, "f8" if c.kind == "number" else "i8") for c in read])


def nothing_given(table: str, rows: int) -> np.recarray:
    """So many rows of a table with nothing in them but uids from 1 up."""
    found = np.empty(rows, row_type(table)).view(np.recarray)
    for name in found.dtype.names or ():
        found[name] = np.nan if found.dtype[name].kind == "f" else MISSING
    found.uid = np.arange(1, rows + 1)
    return found
