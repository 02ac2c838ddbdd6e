"""The command that explains a name."""

from typing import Literal

from sim.reference import explain as explain_name


def explain(name: str, /, *, lang: Literal["en", "zh"] = "en") -> None:
    """Explain a parameter, cause, place or outcome: meaning, unit, bounds, value, status and source.

    Parameters
    ----------
    name : str
        Name of a parameter, cause, place, outcome, purpose of money, account holder or scenario key.
    lang : {"en", "zh"}
        Language of labels and captions.
    """
    print(explain_name(name, lang))
