"""What the words of printed tables mean that are no outcome, place, cause or column of a file."""

from sim.declared.meaning import Meaning

PRINTED: dict[str, Meaning] = {
    "clear": Meaning(
        "clear", "是否明确",
        "Whether it is sure in which direction a number changes: at least ten pairs differ, and the 95 % interval leaves "
        "out zero even when it is so wide that the intervals of all differences told at once hold together (Bonferroni). "
        "The answer is better or worse, or lower or higher where no direction is a good one, or one of: under 1 %, not "
        "clear, too few, the same. docs/decisions/0017-when-an-answer-is-clear.md tells why.",
    ),
    "better": Meaning("better", "变好", "The change is clear, and the arm is better."),
    "worse": Meaning("worse", "变差", "The change is clear, and the arm is worse."),
    "lower": Meaning(
        "lower", "降低", "The change is clear and down, where no direction is a good one. In the column of pairs: in how many the arm is lower."
    ),
    "higher": Meaning("higher", "升高", "The change is clear and up, where no direction is a good one."),
    "under_1": Meaning(
        "under 1 %", "不足1%",
        "Ten pairs differ and the direction is not clear, but the interval that holds among all differences told at once "
        "lies within 1 % of the baseline's mean either way: if anything changes, it is small.",
    ),
    "not_clear": Meaning(
        "not clear", "不明确",
        "The number may go up or down: the interval that holds among all differences told at once spans zero. More pairs "
        "may make it clear.",
    ),
    "too_few": Meaning(
        "too few", "对数太少", "So many pairs differ, and fewer than ten say nothing about the direction: ask for more with --replicates."
    ),
    "the_same": Meaning("the same", "相同", "The number is the same in every pair."),
    "alike": Meaning(
        "alike", "完全相同", "Of pairs: both have the same number. Of arms: the same numbers in every week of every pair."
    ),
    "reached": Meaning(
        "reached", "已达到",
        "The pairs at hand tell the size of a change to 1 % of the baseline's mean either way. That is another question than "
        "whether its direction is clear.",
    ),
    "interval": Meaning(
        "95 % interval", "95%区间",
        "Of a mean paired difference (Student's t), by itself. Where all replicates play in one world it leaves out how "
        "worlds differ.",
    ),
    "band": Meaning("10-90 %", "10-90%区间", "A tenth of the replicates lie below it, and a tenth above."),
    "glance": Meaning(
        "Arms at a glance", "各方案一览",
        "For every arm: its measures by number and name, or what else sets it apart; the change of wages unpaid over 30 days "
        "and of overdue ones in per cent of the first arm's mean, with 95 % interval; its price; what clearly gets worse. In "
        "compare_arms.csv with more digits.",
    ),
    "first_arm": Meaning("First arm", "首个方案", "The scenario that the others are compared with, and its own means."),
    "used_a_year": Meaning(
        "yuan/year", "每年资源",
        "Resources that an arm uses up beyond the first one's, in a year: what measures cost all parties, and the days that "
        "workers lose by complaining. Advances, deposits and fines are transfers and no resource.",
    ),
    "price_of_avoiding": Meaning(
        "per yuan-month", "每元·月",
        'Yuan of resources for each yuan that is not unpaid over 30 days for a month; "-" unless something is clearly avoided.',
    ),
    "saves": Meaning("saves", "节省", "It avoids unpaid wages and uses up less than the first arm."),
    "clearly_worse": Meaning(
        "clearly worse", "明确变差", "Outcomes of the table that clearly get worse by half a per cent or more, the largest relative change first.",
    ),
    "since_arms_differ": Meaning(
        "since arms differ", "各方案不同之后",
        "From the first recorded week in which anything counted differs between an arm and the first one, in any pair. All "
        "numbers of the answer are of these weeks; compare.csv has those of all recorded weeks.",
    ),
    "stuck_at": Meaning(
        "Stuck at", "卡在哪里",
        "Where unpaid wages are stuck: at each place its share of what is unpaid, in yuan-weeks, over the recorded weeks. "
        "`arrears explain PLACE` tells what a place is.",
    ),
    "other_places": Meaning("All other places", "其他", "The places that are not named, together."),
    "without": Meaning("without", "关闭", "The cause that is switched off in this row, under the same luck."),
    "of_its_mean": Meaning("of its mean", "占均值", "The change as a share of the mean with all causes on."),
    "sum_of_single": Meaning("Sum of single effects", "单项效应之和", "What the causes change, each switched off alone, added up."),
    "all_off": Meaning("All causes off", "全部关闭", "What changes when all causes are switched off together."),
    "interaction": Meaning(
        "Interaction", "交互作用", "All causes off less the sum of the single effects: what they do only together, or only alone."
    ),
    "same_sign": Meaning(
        "Same sign", "同向配对占比",
        "Column of `results.compare().table()` in Python: share of pairs whose difference has the sign of the mean difference.",
    ),
    "baseline": Meaning(
        "Baseline", "基准", "The first scenario of a comparison. Column of `results.compare().table()` in Python: its median.",
    ),
}  # fmt: skip
"""By name; the label is the word as it is printed. A test reads them beside the words of the tables."""
