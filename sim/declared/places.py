"""Every place where an unpaid fen can be stuck, declared once (domain 6)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """One bucket of the waterfall.

    Attributes
    ----------
    name : str
        Its name in tables.
    label_en, label_zh : str
        Labels for tables and figures.
    cause : str or None
        The cause of arrears it belongs to.
    doc : str
        What it means.
    how : str
        How its part of the unpaid wages is computed.
    """

    name: str
    label_en: str
    label_zh: str
    cause: str | None
    doc: str
    how: str


_ALL = (
    Place(
        "agreed_later", "Agreed for later", "约定日期未到", "tied_wages",
        "Wages of months that ended more than 30 days ago, which by agreement are paid later: at Spring Festival, "
        "at the end of the project, or once piece work is measured.",
        "Only for unpaid_over_30_days, and taken first: what is unpaid for these months and not yet due by agreement.",
    ),
    Place(
        "disputed", "Disputed bills", "结算有争议", "disputes",
        "The payer owes the money but a dispute on quantity, quality or settlement has frozen the bill.",
        "After what is due and unpaid, which passes to the payer: open bills with a dispute that is not over, up to "
        "the demand at this contract.",
    ),
    Place(
        "in_term", "Within the payment term", "付款期限内", "late_owners",
        "The bill is certified, but the contract gives the payer more weeks to pay.",
        "After disputed bills: certified bills whose due week has not come.",
    ),
    Place(
        "uncertified_or_milestone", "Uncertified, or before a milestone", "未计量确认或未到节点", "late_owners",
        "Work is done, but not yet billed, or billed and not yet certified, or the next milestone is not reached.",
        "After the payment term: bills waiting for certification, and the progress share of the value not yet billed.",
    ),
    Place(
        "part_payment_and_retention", "Part payment and retention", "部分付款与质保金", "late_owners",
        "By contract only a share of the certified value is paid as the work goes on; the rest waits for the "
        "settlement, and a part beyond it for the end of the retention period.",
        "What the payer owes takes the rest of the demand that no other status has taken.",
    ),
    Place(
        "in_account", "In the wage account", "工资专户内未发放", None,
        "Ring-fenced money of this project, which waits for the next payroll, for bills of the firms below to fall due, "
        "or for somebody who may be paid from it.",
        "What is left at the general contract after the owner's debts, as far as the wage account of the project "
        "goes; of several general contracts the oldest first.",
    ),
    Place(
        "fled", "The employer has fled", "包工头逃匿", "flight_and_refusal",
        "The money came down to this firm, or should have, and its holder is gone.",
        "All that is left to the firm after the payer's debts, once the firm has fled.",
    ),
    Place(
        "failed", "The employer has failed", "企业破产", "insolvency",
        "The firm that owes is wound up; what its estate collects is paid out by quarters.",
        "What is left of the demand after the payer's debt, at a contract of a failed firm.",
    ),
    Place(
        "held", "Held in cash", "账上有款未发", "flight_and_refusal",
        "The firm has cash in hand and has not paid these wages.",
        "The firm's cash, over its contracts pro rata to what is left at each: floor(cash x left / all left), then "
        "both are reduced; in the order of uids. A wage deposit is no cash: only an unmet order opens it.",
    ),
    Place(
        "diverted_other_projects", "Diverted to other projects", "挪用于其他项目", "commingling",
        "Money received for this contract was spent on wages and subcontracts of the firm's other contracts.",
        "Diverted = min(left, received - spent here - held - in account - locked in its wage deposit). It is split by the firm's outflows of the last year that "
        "were not spent on this contract; this is the share of wages and subcontracts. Outflows are kept by four-week "
        "periods, the present one and twelve before it, so the year is the last 49 to 52 weeks.",
    ),
    Place(
        "diverted_suppliers", "Diverted to suppliers", "挪用于支付材料款", "commingling",
        "Money received for this contract was spent on materials of other contracts.",
        "The share of diverted money by the firm's payments to suppliers of other contracts in the last year.",
    ),
    Place(
        "diverted_bank", "Diverted to the bank", "挪用于还本付息", "commingling",
        "Money received for this contract was spent on interest.",
        "The share of diverted money by the firm's payments to its lenders in the last year.",
    ),
    Place(
        "diverted_paid_out", "Paid out to the shareholder", "分配给股东", "commingling",
        "Money received for this contract was paid out as profit.",
        "The share of diverted money by what the firm paid out in the last year; it takes the remainder of the "
        "division.",
    ),
    Place(
        "diverted_before_start", "Diverted more than a year ago", "一年前挪用", "commingling",
        "Money received for this contract was spent elsewhere more than a year ago.",
        "Diverted money of a firm without outflows to anything else in the last year.",
    ),
    Place(
        "price", "Price below the wage bill", "分包价低于成本", "chains",
        "Each layer kept a fee, and what is left of the price does not pay for the work.",
        "After held and diverted: min(left, own wages + materials + value of subcontracts - own value).",
    ),
    Place(
        "no_own_funds", "No own funds", "无力垫资", "pre_financing",
        "The firm would have to pay before it is paid and has neither money nor credit.",
        "What is left at the firm when nothing else explains it.",
    ),
    Place(
        "owner_failed", "The owner has failed", "建设单位破产", "insolvency",
        "A private owner has given up its projects; its bills stay unpaid.",
        "What reaches a failed owner.",
    ),
    Place(
        "owner_could_pay", "The owner could pay", "建设单位有款未付", "late_owners",
        "The bills are due and the owner has the cash.",
        "Of what all chains pass up to an owner, the part that its cash covers.",
    ),
    Place(
        "owner_no_budget_or_sales", "The owner has no budget or sales", "建设单位资金未到位", "late_owners",
        "The bills are due and the owner waits for its budget or its sales.",
        "Of what all chains pass up to an owner, the part beyond its cash.",
    ),
)  # fmt: skip

PLACES: dict[str, Place] = {place.name: place for place in _ALL}
"""All declared places by name, in the order of the waterfall."""
