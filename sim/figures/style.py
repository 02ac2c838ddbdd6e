"""The look all figures share: colours, fonts, time axis, and the files they are saved in."""

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.core.calendar import spring_festival
from sim.figures.words import Language, word

HANDS = re.compile(r" --(jobs|dask)[ =]\S+")  # options of a command that say who plays, not what
# Okabe and Ito's colours, safe for colour-blind readers, in an order in which neighbours also differ in grey.
OKABE_ITO = ("#0072B2", "#E69F00", "#D55E00", "#56B4E9", "#009E73", "#F0E442", "#CC79A7", "#BBBBBB")
# One look per arm of a comparison, the same in every figure: the first is the baseline.
ARM_COLOURS = ("#000000", "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#8C8C8C")
ARM_DASHES: tuple[Any, ...] = (
    "-", (0, (5, 1.5)), (0, (1.2, 1.2)), (0, (6, 1.5, 1.2, 1.5)), (0, (9, 2)), (0, (3, 1, 1, 1, 1, 1)), (0, (2.5, 2.5)),
    (0, (8, 1.5, 1, 1.5, 1, 1.5)),
)  # fmt: skip
ARM_HATCHES = ("", "////", "....", "\\\\\\\\", "xxxx", "----", "||||", "++++")
# One look per place, the same in every figure: a colour for who has the money, hatches tell its places apart.
OWNER, IN_CHAIN, DIVERTED, GONE, SHORT = "#0072B2", "#56B4E9", "#E69F00", "#D55E00", "#CC79A7"
PLACE_LOOKS = {
    "agreed_later": ("#BBBBBB", ""),
    "disputed": ("#F0E442", ""),
    "in_term": (IN_CHAIN, ""),
    "uncertified_or_milestone": (IN_CHAIN, "////"),
    "part_payment_and_retention": (IN_CHAIN, "...."),
    "in_account": ("#009E73", "...."),
    "fled": (GONE, ""),
    "failed": (GONE, "////"),
    "held": ("#009E73", ""),
    "diverted_other_projects": (DIVERTED, ""),
    "diverted_suppliers": (DIVERTED, "////"),
    "diverted_bank": (DIVERTED, "...."),
    "diverted_paid_out": (DIVERTED, "xxxx"),
    "diverted_before_start": (DIVERTED, "||||"),
    "price": (SHORT, ""),
    "no_own_funds": (SHORT, "////"),
    "owner_failed": (OWNER, "...."),
    "owner_could_pay": (OWNER, ""),
    "owner_no_budget_or_sales": (OWNER, "////"),
}
OTHERS_LOOK = ("#707070", "")  # all other places together
FESTIVAL_COLOUR = START_COLOUR = "#555555"
DPI = 200
LEFT = 0.085  # where axes begin, as a share of the width
SUBTITLE = 120  # characters of the line below a heading
LATIN = "DejaVu Sans"
CHINESE = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Noto Sans CJK JP",  # the same characters; how some systems name the collection
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
)
FONT_FILES = ("cjk", "sourcehan", "notosanssc", "msyh", "pingfang", "hiragino", "wqy", "simhei")
NO_CHARACTER = "\u25a1"


def fonts_for(text: str) -> list[str] | None:
    """Font families that together have every character of `text`; None if this machine has none."""
    wanted = {ord(c) for c in text}
    missing = wanted - _characters(font_manager.findfont(LATIN))
    if not missing:
        return [LATIN]
    for family, path in _chinese_fonts():
        if missing <= _characters(path):
            return [LATIN, family]
    return None


def drawable(text: str) -> str:
    """A text with a box for each character the Latin font lacks."""
    known = _characters(font_manager.findfont(LATIN))
    return "".join(c if ord(c) in known else NO_CHARACTER for c in text)


def _characters(path: str) -> set[int]:
    return set(FT2Font(path).get_charmap())


def _chinese_fonts() -> Iterator[tuple[str, str]]:
    def installed() -> dict[str, str]:
        return {entry.name: entry.fname for entry in font_manager.fontManager.ttflist}

    known = installed()
    yield from ((name, known[name]) for name in CHINESE if name in known and Path(known[name]).exists())
    # matplotlib remembers the fonts of its first day; look for what was installed since
    for path in font_manager.findSystemFonts():
        if any(part in Path(path).name.lower() for part in FONT_FILES):
            try:
                font_manager.fontManager.addfont(path)
            except (OSError, RuntimeError):
                continue
    fresh = installed()
    yield from ((name, fresh[name]) for name in CHINESE if name in fresh and name not in known)


def language_of(texts: Callable[[Language], str], lang: Language) -> tuple[list[str], Language, list[str]]:
    """Font families for all that figures say, the language they can speak, and warnings.

    Parameters
    ----------
    texts : callable
        Gives every character the figures may need in a language.
    lang : {"en", "zh"}
        Wanted; English, with a warning, when no font here has the Chinese characters.
    """
    families = fonts_for(texts(lang))
    if families is not None:
        return families, lang, []
    warnings = []
    if lang == "zh":
        warnings.append("figures have English labels: no font with Chinese characters was found on this machine")
        families = fonts_for(texts("en"))
    if families is None:
        warnings.append("figures show boxes in place of some characters of names: no font on this machine has them")
    return families or [LATIN], "en", warnings


@contextmanager
def look(families: list[str]) -> Iterator[None]:
    """Settings while a figure is made and saved."""
    settings: Any = {
        "font.family": families,
        "font.size": 9,
        "text.parse_math": False,  # a dollar in a title is a dollar
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.unicode_minus": False,
        "svg.hashsalt": "arrears",  # the same figure is the same file
    }
    quiet = logging.getLogger("matplotlib.font_manager")
    level = quiet.level
    quiet.setLevel(logging.ERROR)
    try:
        with mpl.rc_context(settings):
            yield
    finally:
        quiet.setLevel(level)


def canvas(heading: str, title: str, footer: str, right: float = 0.98, note: str = "") -> tuple[Figure, Axes]:
    """A figure with one pair of axes, what it shows, of which scenario and how, a note, and a line of provenance."""
    figure = Figure(figsize=(9, 4.8))
    FigureCanvasAgg(figure)
    axes = figure.add_axes((LEFT, 0.12, right - LEFT, 0.69))
    figure.text(LEFT, 0.96, heading, fontsize=11.5, va="center")
    figure.text(LEFT, 0.912, title, fontsize=8.5, color="#444444", va="center")
    figure.text(LEFT, 0.868, note, fontsize=8.5, color="#444444", va="center")
    figure.text(LEFT, 0.025, footer, fontsize=6.5, color="#666666", va="center")
    return figure, axes


def time_axis(axes: Axes, dates: np.ndarray, most: int = 15) -> None:
    """Calendar dates, at positions in days since 1970: quarters on short axes, years named at their middle on longer.

    Parameters
    ----------
    axes : Axes
        Whose horizontal axis it is.
    dates : ndarray
        Of what is drawn.
    most : int
        Years that fit beside each other; of full dates half as many do.
    """
    first, last = dates[0].astype("M8[M]"), dates[-1].astype("M8[M]")
    months = np.arange(first, last + 2)
    left, right = positions(dates[[0, -1]])
    starts = positions(months)
    inside = (starts >= left) & (starts <= right)
    quarter, january = months.astype(int) % 3 == 0, months.astype(int) % 12 == 0
    axes.set_xlim(left, right + 3)
    years = np.unique(months[:-1].astype("M8[Y]"))
    if len(years) <= 2:
        shown = inside & quarter if (inside & quarter).sum() > 1 else inside
        ticks = months[shown] if shown.sum() > 1 else dates[[0, -1]].astype("M8[D]")
        ticks = ticks[:: -(-2 * len(ticks) // most)]
        axes.set_xticks(positions(ticks), [str(tick) for tick in ticks])
        return
    axes.set_xticks(starts[inside & january], [""] * int((inside & january).sum()))
    axes.set_xticks(starts[inside & quarter & ~january] if len(years) <= 12 else [], minor=True)
    every = -(-len(years) // most)
    for year in years:
        begins, ends = positions(np.array([year, year + 1]))
        begins, ends = max(begins, left), min(ends, right)
        if ends - begins > 90 and int(str(year)) % every == 0:
            middle = (begins + ends) / 2
            axes.text(middle, -0.025, str(year), transform=axes.get_xaxis_transform(), ha="center", va="top")


def money_axis(axis: Axis, unit: str, ticks: int = 7) -> None:
    """Numbers with separators, no more than fit, and their unit."""
    axis.set_major_formatter(FuncFormatter(lambda number, _: f"{number:,.10g}"))
    axis.set_major_locator(MaxNLocator(ticks, steps=[1, 2, 2.5, 5, 10]))
    axis.set_label_text(unit)


def positions(dates: np.ndarray) -> np.ndarray:
    """Where dates stand on the time axis."""
    return dates.astype("M8[D]").astype(np.float64)


def mark_festivals(axes: Axes, dates: np.ndarray, lang: Language) -> None:
    """A dotted line on every Spring Festival, named once in the legend."""
    first, last = dates[0].astype(object), dates[-1].astype(object)
    days = [spring_festival(year) for year in range(first.year, last.year + 1)]
    inside = positions(np.array([day for day in days if first <= day <= last], "M8[D]"))
    for number, day in enumerate(inside):
        label = word("festival", lang) if number == 0 else None
        axes.axvline(day, color=FESTIVAL_COLOUR, linewidth=0.9, linestyle=":", zorder=1.5, label=label)


def mark_starts(axes: Axes, starts: Mapping[date, str], dates: np.ndarray, label: str) -> None:
    """A thin dashed line where measures start or arms begin to differ, named once in the legend.

    Parameters
    ----------
    axes : Axes
        With a time axis.
    starts : mapping of date to str
        Day -> colour; days outside the dates, and a start of all, are not drawn.
    dates : ndarray
        Of the axis.
    label : str
        In the legend.
    """
    first, last = dates[0].astype(object), dates[-1].astype(object)
    inside = [day for day in sorted(starts) if first < day <= last]
    for number, day in enumerate(inside):
        (place,) = positions(np.array([day], "M8[D]"))
        name = label if number == 0 else None
        axes.axvline(place, color=starts[day], linewidth=1.0, linestyle=(0, (6, 3)), zorder=1.7, label=name)


def legend_above(figure: Figure, shown: Sequence[Axes], left: float, top: float) -> float:
    """A legend of what axes show, above them, in as many columns as fit; what has the same name is named once.

    Parameters
    ----------
    figure : Figure
        Where it stands.
    shown : sequence of Axes
        What it names.
    left, top : float
        Its upper left corner, as shares of the figure.

    Returns
    -------
    float
        Where it ends below, as a share of the figure's height.
    """
    named: dict[str, Any] = {}
    for axes in shown:
        for handle, name in zip(*axes.get_legend_handles_labels(), strict=True):
            named.setdefault(name, handle)
    names, handles = list(named), list(named.values())
    renderer = FigureCanvasAgg(figure).get_renderer()
    for columns in range(len(names), 0, -1):
        legend = figure.legend(
            handles, names, loc="upper left", bbox_to_anchor=(left, top), ncols=columns, frameon=False, fontsize=8.5,
            handlelength=3, borderaxespad=0, borderpad=0,
        )  # fmt: skip
        box = legend.get_window_extent(renderer)
        if box.x1 <= 0.99 * figure.bbox.width or columns == 1:
            break
        legend.remove()
    return top - float(box.height / figure.bbox.height)


def save(figure: Figure, folder: Path, name: str, title: str, provenance: str) -> None:
    """Write PNG and SVG, with where they come from in their metadata."""
    folder.mkdir(parents=True, exist_ok=True)
    figure.savefig(
        folder / f"{name}.png",
        dpi=DPI,
        metadata={"Title": title, "Software": "wage-arrears", "Description": provenance},
        pil_kwargs={"compress_level": 1},
    )
    figure.savefig(
        folder / f"{name}.svg",
        metadata={"Title": title, "Creator": "wage-arrears", "Description": provenance, "Date": None},
    )


def program(manifest: Mapping[str, Any]) -> str:
    """Which program and command made a figure, for the metadata of its files; by how many hands changes nothing."""
    commit = manifest["commit"]["id"]
    code = f"commit {commit}" if commit else f"sources {manifest['sources']}"
    made_by = HANDS.sub("", manifest["command"])
    return (
        f"wage-arrears {manifest['versions']['wage-arrears']}, {code}, engine {manifest['engine']}; made by: {made_by}"
    )


def characters_of(texts: Iterable[str]) -> str:
    """All characters of some texts, each once."""
    return "".join(sorted(set("".join(texts)) - {"\n"}))
