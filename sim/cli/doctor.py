"""`arrears doctor`: what this machine has, what is missing, and whether a small run gives the right money here."""

import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

MONEY_OF_THE_TOY_CHAIN = (
    "1bad17aa27d5356b"  # `money_of_the_toy_chain`, where this version was made; a test tells when it is another
)
CHINESE = "农民工工资支付"


class Finding(NamedTuple):
    """One thing looked at: what was found, and whether something must be done about it."""

    name: str
    said: str
    wrong: bool = False


def doctor() -> int:
    """Look at versions, cache, fonts and machine, and play a toy scenario whose money is known.

    The exit status is 0 if all is well and 1 if something must be done. Nothing is written but compiled code.
    """
    from sim.cli.progress import FIRST_RUN
    from sim.core.compiled import kept

    wrong = 0
    for look in (program, packages, cache, fonts, machine, folder, self_test):
        if look is self_test and not kept("sim.week"):
            print(f"(self-test: {FIRST_RUN})", file=sys.stderr, flush=True)
        name, said, bad = look()
        print(f"{name:<10}{'WRONG: ' if bad else ''}{said}", flush=True)
        wrong += bad
    print("\nAll is well." if not wrong else f"\n{wrong} thing{'s are' if wrong > 1 else ' is'} wrong.")
    return 1 if wrong else 0


def program() -> Finding:
    """Version, Python, and which code it is."""
    from sim.results.sources import DISTRIBUTION, commit, sources_hash, versions

    found, code = versions(), commit()
    changed = ", with changes" if code["dirty"] else ""
    which = f"commit {code['id'][:10]} ({code['from']}{changed})" if code["id"] else "commit not known"
    said = f"{DISTRIBUTION} {found[DISTRIBUTION]}, Python {found['python']}, {which}, sources {sources_hash()}"
    return Finding("Program", said)


def packages() -> Finding:
    """Packages that numbers depend on; one that is not installed is wrong."""
    from sim.results.sources import DISTRIBUTION, NOT_INSTALLED, versions

    found = {name: number for name, number in versions().items() if name not in ("python", DISTRIBUTION)}
    said = ", ".join(f"{name} {number}" for name, number in found.items())
    return Finding("Packages", said, NOT_INSTALLED in found.values())


def cache() -> Finding:
    """Where compiled code is kept; a folder that cannot be written is wrong, for every day's first run would compile."""
    from sim.core.compiled import cache_base, kept, wanted_cache

    wanted, used = wanted_cache(), cache_base()
    state = "the model is compiled" if kept("sim.week") else "the model is not compiled yet"
    if used != wanted:
        why = f"{wanted} cannot be written, {used} is used; set ARREARS_CACHE_DIR to a folder that can ({state})"
        return Finding("Cache", why, wrong=True)
    size = sum(path.stat().st_size for path in used.rglob("*") if path.is_file())
    return Finding("Cache", f"{used}, can be written, {state}, {size / 1e6:.0f} MB")


def fonts() -> Finding:
    """The font of Chinese figures; without one figures have English labels, which is no fault."""
    from sim.figures.style import LATIN, fonts_for

    found = fonts_for(CHINESE)
    chinese = found[-1] if found else "none, so figures have English labels; Noto Sans CJK SC is one to install"
    return Finding("Fonts", f"{LATIN}; with Chinese characters: {chinese}")


def machine() -> Finding:
    """Cores and memory."""
    import psutil

    memory = psutil.virtual_memory()
    said = f"{os.cpu_count()} cores, {memory.total / 1e9:.1f} GB of memory, {memory.available / 1e9:.1f} GB free"
    return Finding("Machine", said)


def folder() -> Finding:
    """Whether results can be written here."""
    from sim.cli.folders import RESULTS

    here = Path.cwd()
    place = here / RESULTS if (here / RESULTS).is_dir() else here
    with suppress(OSError), tempfile.TemporaryFile(dir=place):
        return Finding("Folder", f"{place}, can be written")
    return Finding("Folder", f"{place} cannot be written; go elsewhere, or name a folder with --out", wrong=True)


def self_test() -> Finding:
    """Whether the toy chain moves the same money here, to the fen, as where this version was made."""
    from sim.core.compiled import kept

    first = "" if kept("sim.week") else ", most of it to compile the model,"
    began = time.monotonic()
    try:
        found = money_of_the_toy_chain()
    except Exception as error:  # whatever breaks on this machine is what is asked for
        return Finding(
            "Self-test", f"the toy chain failed: {type(error).__name__}: {' '.join(str(error).split())}", wrong=True
        )
    took = f"the toy chain took {time.monotonic() - began:.1f} s{first}"
    if found != MONEY_OF_THE_TOY_CHAIN:
        why = f"{took} and moved other money ({found}) than where this version was made ({MONEY_OF_THE_TOY_CHAIN})"
        return Finding("Self-test", f"{why}; do not trust results of this machine", wrong=True)
    return Finding("Self-test", f"{took} and moved the right money, to the fen ({found})")


def money_of_the_toy_chain() -> str:
    """Hash of who paid whom for what, by quarter, in the shipped scenario `toy_chain`."""
    from sim.running.compact import declarations, play_record
    from sim.scenario import load_scenario

    record, declared = play_record(load_scenario("toy_chain"), 0), declarations()
    if record.broken:
        raise ArithmeticError("accounting: " + "; ".join(record.broken))

    def paid() -> Iterator[str]:
        """Every flow in words: a version that only knows more purposes gives the same."""
        flows = record.flows(declared)
        for period, payer, payee, purpose in zip(*flows.nonzero(), strict=True):
            names = (
                record.periods[period],
                declared.holders[payer],
                declared.holders[payee],
                declared.purposes[purpose],
            )
            yield " ".join((*names, str(flows[period, payer, payee, purpose])))

    return hashlib.sha256("\n".join(sorted(paid())).encode()).hexdigest()[:16]
