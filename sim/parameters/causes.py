"""The causes of arrears, each a mechanism with a switch."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Cause:
    """One cause.

    Attributes
    ----------
    number : int
        Its number in the list of causes.
    name : str
        The name used in scenarios and on cards.
    kind : {"place", "driver"}
        A place holds money and has an exact share of overdue wages; a driver holds none and its share is the
        difference, under the same luck, with the driver switched off.
    label_en, label_zh : str
        Labels for tables and figures.
    doc : str
        What happens, and what switching it off means.
    against : tuple of str
        Why more may be unpaid without it, in English and Chinese; empty where no such way is known.
    """

    number: int
    name: str
    kind: Literal["place", "driver"]
    label_en: str
    label_zh: str
    doc: str
    against: tuple[str, str] = ("", "")


_ALL = (
    Cause(
        1, "chains", "driver", "Long chains", "层层转包分包",
        "Work is re-let illegally, layer by layer. Each layer keeps a fee, so a deep chain can end with a "
        "price below the wage bill even when everybody pays. Off: no work is re-let.",
    ),
    Cause(
        2, "labour_boss", "driver", "The labour boss as employer", "包工头用工",
        "Crews work for a labour boss, a person without licence or capital. Off: crews are employed by "
        "licensed firms.",
    ),
    Cause(
        3, "late_owners", "place", "Late owners", "建设单位拖欠工程款",
        "Owners pay late, stall milestones and certification, pay in part and drag out the final settlement. "
        "Off: owners pay at contract terms.",
    ),
    Cause(
        4, "pre_financing", "place", "Pre-financing without own funds", "垫资施工",
        "Contractors must build before they are paid and have not enough money of their own. Off: every firm "
        "has at least the working capital its portfolio needs at contract terms.",
    ),
    Cause(
        5, "tied_wages", "driver", "Wages tied to project payments", "工资与工程款挂钩",
        "Workers get an allowance only and are settled at the festival, at completion or when a bill is "
        "paid; piece wages are unknown until acceptance. Off: everybody is paid monthly, piece work "
        "measured at month end.",
    ),
    Cause(
        6, "commingling", "place", "Commingling", "挪用工程款",
        "Money received for one project is spent on another, on suppliers, on interest, or paid out to the "
        "shareholder. Off: receipts are spent only on their own project.",
        ("money of one project no longer helps out with the wages of another", "一个项目的钱不再能垫付另一个项目的工资"),
    ),
    Cause(
        7, "disputes", "place", "Disputes", "工程纠纷",
        "Disputes on quantity, quality or settlement freeze wages with the bill. Off: no disputes.",
    ),
    Cause(
        8, "flight_and_refusal", "place", "Flight and refusal", "欠薪逃匿与恶意拖欠",
        "A boss collects and flees; a firm that could pay will not. Off: nobody flees or refuses.",
    ),
    Cause(
        9, "insolvency", "place", "Insolvency and its spread", "企业破产及其传导",
        "A firm without money or credit fails, and the firms and workers it owed bear the loss. Off: it keeps owing.",
        ("a firm that would have failed stays in business and keeps owing", "本应破产的企业继续经营、继续欠薪"),
    ),
    Cause(
        10, "downturn", "driver", "Downturn", "行业下行",
        "A dated shock lowers sales, credit and tenders, so that owners pay later, firms fail and bosses flee "
        "together. Off: downturns of the scenario are ignored.",
    ),
    Cause(
        11, "evidence_and_voice", "driver", "Evidence and voice", "证据与维权能力",
        "Workers without contract, roster entry or attendance record cannot prove what they are owed, and complaining "
        "costs days, the job and the next job. Off: all can prove their claims and complain without cost.",
        ("claims are kept up that would have been given up, and count as unpaid until they are paid",
         "本会放弃的工资继续追讨，付清之前仍计为欠薪"),
    ),
    Cause(
        12, "thin_authority", "driver", "Thin authority", "监察力量不足",
        "Few officers with few hours: complaints queue, and many cannot be filed. Off: capacity without limit.",
    ),
)  # fmt: skip

CAUSES: dict[str, Cause] = {cause.name: cause for cause in _ALL}
"""All causes of this version by name, in the order of their numbers."""
