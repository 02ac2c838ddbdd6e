"""What a known opening says: the figures it was made to meet, and those that follow."""

from datetime import date
from typing import Literal

import numpy as np

from sim.model.state import State
from sim.report.amounts import aligned
from sim.running.one import Playing
from sim.scenario import Scenario
from sim.world import open_claims

WORDS = {
    "head": ("The state at the close of {date}", "{date}日终的状态"),
    "projects": ("projects with arrears, of {all}", "欠薪项目（共{all}个）"),
    "grades": ("{many}: {general} general, {severe} severe", "{many}：一般{general}，严重{severe}"),
    "unpaid": ("unpaid on them, deferred and overdue", "其欠薪（未到期与逾期）"),
    "workers": ("workers on site there, of {all}", "其在场工人（共{all}人）"),
    "left": ("owed there to {many} who have left", "欠已离场{many}人"),
    "before": ("owed there from before the festival of {year}", "{year}年春节前的欠薪"),
    "share": ("share of all wages earned there since they began", "占开工以来应付工资"),
    "running": ("unpaid on the other {many}: their running pay period", "其余{many}个项目当期未付"),
    "yuan": ("{yuan} yuan", "{yuan}元"),
}


def opening_lines(scenario: Scenario, lang: Literal["en", "zh"]) -> list[str]:
    """The figures of a scenario's opening, one a line.

    Parameters
    ----------
    scenario : Scenario
        With a known opening.
    lang : {"en", "zh"}
        Language of the words.

    Raises
    ------
    InputError
        If the opening cannot have come about.
    """
    playing = Playing(scenario, 0)
    w, last = playing.world, playing.week - 1
    state = State(w, playing.calendar, last, playing.week, playing.params[last])
    projects, owed = state.columns("projects"), state.unpaid[1][:, 0]
    bad = projects["grade"] != "none"
    rows = state.rows("projects")[bad]
    used = open_claims(w)
    crews = w.crews[w.claims.crew[used]]
    there = np.isin(w.contracts.project[crews.contract], rows)
    job = w.persons.claim[w.claims.person[used]]
    at = np.where(job >= 0, w.contracts.project[w.crews.contract[w.claims.crew[job]]], -1)
    gone = there & (at != w.contracts.project[crews.contract]) & (owed[used] > 0)
    festival = int(playing.calendar.last_festival[last])
    unpaid = projects["deferred_fen"] + projects["overdue_fen"]
    earned = int(w.contracts.wages_fen[np.isin(w.contracts.project, rows) & (w.contracts.state > 0)].sum())

    def word(name: str, **held: object) -> str:
        return WORDS[name][lang == "zh"].format(**held)

    def yuan(fen: int) -> str:
        return word("yuan", yuan=f"{fen / 100:,.2f}")

    grades = {grade: int((projects["grade"] == grade).sum()) for grade in ("general", "severe")}
    on_site, total = projects["workers_on_site"], int(unpaid[bad].sum())
    lines = [
        (word("projects", all=len(bad)), word("grades", many=int(bad.sum()), **grades)),
        (word("unpaid"), yuan(total)),
        (word("workers", all=f"{int(on_site.sum()):,}"), f"{int(on_site[bad].sum()):,}"),
        (word("left", many=len(np.unique(w.claims.person[used[gone]]))), yuan(int(owed[used[gone]].sum()))),
        (
            word("before", year=int(playing.calendar.year[last])),
            yuan(int(owed[used[there & (crews.end_week <= festival)]].sum())),
        ),
        (word("share"), f"{total / max(1, earned):.1%}"),
        (word("running", many=int((~bad).sum())), yuan(int(unpaid[~bad].sum()))),
    ]
    day = date.fromordinal(int(playing.calendar.sunday[last]))
    return [word("head", date=day), *aligned([(f"  {label}", text) for label, text in lines])]
