"""The two figures of a run: unpaid wages over time, and the places where they are stuck."""

from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

from sim.core.calendar import spring_festival
from sim.outcomes import COLUMN
from sim.places import CLOCKS, PLACE_NAMES
from sim.running.one import Run

COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#999999")
MILLION_YUAN = 1e8


def _mark_festivals(axes, dates: np.ndarray) -> None:
    first, last = dates[0].astype(object), dates[-1].astype(object)
    for year in range(first.year, last.year + 1):
        festival = spring_festival(year)
        if first <= festival <= last:
            axes.axvline(festival, color="#aa3333", linewidth=0.9, linestyle=":")
            axes.annotate(
                "Spring Festival", (festival, 1.0), xycoords=("data", "axes fraction"), rotation=90, va="top",
                ha="right", fontsize=7, color="#aa3333",
            )  # fmt: skip


def _save(figure, folder: Path, name: str, title: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    figure.savefig(folder / f"{name}.png", dpi=200, metadata={"Title": title, "Software": "wage-arrears"})
    figure.savefig(folder / f"{name}.svg", metadata={"Title": title, "Date": None})
    plt.close(figure)


def unpaid_over_time(runs: list[Run], folder: Path) -> None:
    """Median and 10-90 % band of unpaid wages on both clocks, festivals marked."""
    figure, axes = plt.subplots(figsize=(9, 4.5), layout="constrained")
    dates = runs[0].dates
    shown = (("unpaid_over_30_days", "Unpaid over 30 days"), ("overdue", "Overdue by agreement"))
    for k, (name, label) in enumerate(shown):
        data = np.array([run.values[:, COLUMN[name]] for run in runs]) / MILLION_YUAN
        axes.plot(dates, np.median(data, axis=0), color=COLOURS[k], linestyle=("-", "--")[k], label=label)
        if len(runs) > 1:
            low, high = np.percentile(data, [10, 90], axis=0)
            axes.fill_between(dates, low, high, color=COLOURS[k], alpha=0.2, linewidth=0)
    _mark_festivals(axes, dates)
    axes.set_ylabel("million yuan")
    axes.set_ylim(bottom=0)
    many = f"median and 10-90 % of {len(runs)} replicates" if len(runs) > 1 else "one replicate"
    title = f"{runs[0].scenario.title}: unpaid wages ({many})"
    axes.set_title(title, fontsize=10)
    axes.legend(loc="upper left", frameon=False)
    _save(figure, folder, "unpaid", title)


def places_over_time(runs: list[Run], folder: Path) -> None:
    """Mean over replicates of where overdue wages are stuck, the seven largest places and the rest."""
    figure, axes = plt.subplots(figsize=(9, 4.5), layout="constrained")
    weeks = np.flatnonzero(runs[0].places_recorded)
    clock = CLOCKS.index("overdue")
    total = np.mean([run.places[weeks, clock].sum(axis=(1, 2)) for run in runs], axis=0) / MILLION_YUAN
    order = np.argsort(-total.sum(axis=0))
    layers = [total[:, i] for i in order[:7]] + [total[:, order[7:]].sum(axis=1)]
    labels = [PLACE_NAMES[i].replace("_", " ") for i in order[:7]] + ["all others"]
    dates = runs[0].dates[weeks + 1]
    axes.stackplot(dates, layers, labels=labels, colors=COLOURS)
    _mark_festivals(axes, dates)
    axes.set_ylabel("million yuan")
    title = f"{runs[0].scenario.title}: where overdue wages are stuck"
    axes.set_title(title, fontsize=10)
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False, fontsize=8, reverse=True)
    _save(figure, folder, "places", title)
