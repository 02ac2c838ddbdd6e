"""Words on figures and tables in English and Chinese; knows no matplotlib."""

from typing import Literal

from sim.running.records import Declared

Language = Literal["en", "zh"]

# Places of the waterfall; one that has no entry is shown by its name.
PLACES = {
    "agreed_later": ("not yet due by agreement", "按约定尚未到期"),
    "overdue_to_payer": ("payer's bill is overdue", "上家逾期未付"),
    "disputed": ("disputed bills", "争议中的款项"),
    "in_term": ("bills within their term", "付款期内的款项"),
    "uncertified_or_milestone": ("not yet certified or at a milestone", "未计量或未到节点"),
    "part_payment_and_retention": ("part payment and retention", "按比例付款与质保金"),
    "in_account": ("in the wage account", "工资专户内"),
    "fled": ("firm has fled", "企业逃匿"),
    "failed": ("firm has failed", "企业破产"),
    "held": ("firm has the cash and holds it", "企业有钱不付"),
    "diverted_other_projects": ("diverted to other projects", "挪用到其他项目"),
    "diverted_suppliers": ("diverted to suppliers", "挪用支付材料商"),
    "diverted_bank": ("diverted to the bank", "挪用偿还银行"),
    "diverted_paid_out": ("paid out to shareholders", "分配给股东"),
    "diverted_before_start": ("spent before the start", "开工前已用"),
    "price": ("price below cost", "价格低于成本"),
    "no_own_funds": ("no own funds to pre-finance", "无自有资金垫付"),
    "owner_could_pay": ("owner could pay and does not", "建设单位有钱不付"),
    "owner_no_budget_or_sales": ("owner has no budget or sales", "建设单位无预算或销售款"),
    "owner_failed": ("owner has failed", "建设单位破产"),
}
WORDS = {
    "unpaid_title": ("Unpaid wages over time", "未付工资变化"),
    "places_title": ("Where overdue wages are stuck", "逾期工资卡在哪里"),
    "festival": ("Spring Festival", "春节"),
    "one_run": ("one replicate", "单次模拟"),
    "band": ("median and 10-90 % of {n} replicates", "{n}次模拟的中位数与10-90%区间"),
    "mean": ("mean of {n} replicates", "{n}次模拟的平均"),
    "others": ("all other places", "其他"),
    "nothing": ("nothing is overdue", "无逾期工资"),
    "million": ("million yuan", "百万元"),
    "thousand": ("thousand yuan", "千元"),
    "ten_thousand": ("10,000 yuan", "万元"),
    "seed": ("seed", "随机种子"),
}


def word(name: str, lang: Language) -> str:
    """A caption."""
    return WORDS[name][lang == "zh"]


def place_label(name: str, lang: Language) -> str:
    """A place as people read it."""
    return PLACES[name][lang == "zh"] if name in PLACES else name.replace("_", " ")


def outcome_label(declared: Declared, name: str, lang: Language) -> str:
    """An outcome as people read it."""
    outcome = declared.by_name[name]
    return outcome.label_zh if lang == "zh" else outcome.label_en


def money_unit(largest_fen: float, lang: Language) -> tuple[float, str]:
    """Fen in one unit of a figure, and the unit's name: million yuan (thousand for small sums), or 万元."""
    if lang == "zh":
        return 1e6, word("ten_thousand", lang)
    return (1e8, word("million", lang)) if largest_fen >= 1e8 else (1e5, word("thousand", lang))
