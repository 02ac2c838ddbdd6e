"""The command that explains a name."""

from typing import Literal

from sim.parameters.explain import explain as explain_name


def explain(name: str, /, *, lang: Literal["en", "zh"] = "en") -> None:
    """Explain a parameter or a cause: meaning, unit, bounds, value, status and source.

    Parameters
    ----------
    name : str
        Name of a parameter or a cause.
    lang : {"en", "zh"}
        Language of labels and captions.
    """
    print(explain_name(name, lang))
