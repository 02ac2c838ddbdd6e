"""Outcomes of measures: on how many projects each is there on paper, and on how many it is really used."""

from sim.policies import MEASURES_BY_KIND

ON_PAPER, IN_USE = "on_paper_", "in_use_"
WORDS = {
    ON_PAPER: (
        "projects on paper", "名义覆盖项目数",
        "Projects under construction on which the measure is in place on paper: what the authority records.",
    ),
    IN_USE: (
        "projects in use", "实际使用项目数",
        "Projects under construction that really use the measure: what the rules of the model ask.",
    ),
}  # fmt: skip


def measure_outcomes() -> list[tuple[str, str, str, str]]:
    """Name, labels and meaning of every outcome of a measure, in the order of kinds."""
    return [
        (f"{prefix}{kind}", f"{measure.label_en}: {words[0]}", f"{measure.label_zh}：{words[1]}", words[2])
        for prefix, words in WORDS.items()
        for kind, measure in MEASURES_BY_KIND.items()
    ]


MEASURE_OUTCOME_DOCS = {name: doc for name, _, _, doc in measure_outcomes()}
"""Meaning of each outcome of a measure."""
