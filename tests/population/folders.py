"""Folders of tables for tests, and what a run of them gives."""

import numpy as np

from sim.running.one import Playing, finish
from sim.scenario import load_scenario

RUN = ("values", "places", "flows", "balances", "events", "measures", "struck")


def write_tables(folder, **texts):
    """Write tables by name; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def scenario_of(folder, extends="baseline", **keys):
    """A short scenario with the tables of a folder."""
    said = "".join(f"{key} = {value}\n" for key, value in keys.items())
    path = folder.parent / f"{folder.name}.toml"
    path.write_text(
        f'extends = "{extends}"\ntitle = "tables"\nstart = 2014-04-07\nweeks = 40\nwarmup_weeks = 30\n'
        f'[population]\nfrom = "{folder.name}"\n{said}'
    )
    return load_scenario(path)


def world_bytes(world):
    """All that a world holds."""
    return {name: np.ascontiguousarray(t).tobytes() for name, t in world._asdict().items() if name != "scratch"}


def played(scenario, replicate=0):
    """All that a run gives, as bytes; its accounting must hold."""
    playing = Playing(scenario, replicate)
    playing.play(len(playing.calendar))
    done = finish(playing)
    assert done.broken == ()
    return {name: getattr(done, name).tobytes() for name in RUN}
