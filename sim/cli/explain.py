"""The command that explains a name."""

from typing import Literal

from sim.reference import explain as explain_name
from sim.reference import names_and_labels


def explain(*name: str, lang: Literal["en", "zh"] = "en") -> None:
    """Explain a name: meaning, unit, bounds, value, status and source.

    Parameters
    ----------
    name
        Name of a parameter, cause, measure, kind of shock or event, place, outcome, purpose of money, account holder,
        scenario key, file of results, column of one, of a model's or of a population's tables, word of printed tables, or its
        label as tables print it, in English or Chinese. Without a name, all names by kind.
    lang
        Language of labels, kinds and units; the texts are English.
    """
    print(explain_name(" ".join(name), lang) if name else names_and_labels(lang))
