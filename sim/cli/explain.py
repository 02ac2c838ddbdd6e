"""The command that explains a name."""

from typing import Literal

from sim.reference import explain as explain_name
from sim.reference import names_and_labels


def explain(*name: str, lang: Literal["en", "zh"] = "en") -> None:
    """Explain a parameter, cause, place or outcome: meaning, unit, bounds, value, status and source.

    Parameters
    ----------
    name
        Name of a parameter, cause, place, outcome, purpose of money, account holder, scenario key, kind of event or
        column of policies.csv, or its label as tables print it, in English or Chinese. Without a name, all names by kind.
    lang
        Language of labels, kinds and units; the texts are English.
    """
    print(explain_name(" ".join(name), lang) if name else names_and_labels(lang))
