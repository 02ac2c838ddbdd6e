"""What can befall a project, a firm or everybody on a given day: the kinds of `[[shocks]]`."""

from datetime import date
from typing import NamedTuple


class ShockKind(NamedTuple):
    """Labels and meaning of a kind, the keys it takes, and one that a file can hold."""

    label_en: str
    label_zh: str
    doc: str
    keys: tuple[str, ...]
    example: dict[str, object]


SHOCKS: dict[str, ShockKind] = {
    "flight": ShockKind(
        "Flight of a firm", "企业逃匿",
        "A firm flees with its cash: what it owes in wages is due at once. A project as "
        "target means the firm that employs its crews. Told as the event `flight`.",
        ("date", "target"),
        {"kind": "flight", "date": date(2015, 11, 2), "target": "firm:12"},
    ),
    "owner_stops": ShockKind(
        "Owner stops paying", "建设单位停止付款",
        "The owner pays nothing for one project during some weeks; if that lasts, the site stands still after the weeks of "
        "`projects.works_on_weeks`. A second stop adds to the first. Told as the event `owner_stopped`.",
        ("date", "target", "weeks"),
        {"kind": "owner_stops", "date": date(2015, 3, 2), "target": "project:3", "weeks": 26},
    ),
    "dispute": ShockKind(
        "Dispute over bills", "结算争议",
        "The owner disputes the open bills of the general contractor on one project: they wait for some weeks, and a share "
        "of them is lost in the end. Told as the event `dispute`, one per bill.",
        ("date", "target", "weeks", "lost_share"),
        {"kind": "dispute", "date": date(2015, 6, 1), "target": "project:3", "weeks": 12, "lost_share": 0.1},
    ),
    "downturn": ShockKind(
        "Downturn", "市场下行",
        "Sales, credit lines and tenders fall for everybody by the same share during some weeks. It needs the cause "
        "`downturn` and is no event.",
        ("date", "weeks", "depth"),
        {"kind": "downturn", "date": date(2014, 7, 7), "weeks": 78, "depth": 0.6},
    ),
}  # fmt: skip
"""Kinds of shocks by name; a test names those that scenarios have and this has not."""
