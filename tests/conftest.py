"""How the tests search: the gate plays the same random worlds every time and does not make failing ones smaller.

`pytest --hypothesis-profile=search` plays new ones, and `--hypothesis-profile=shrink` makes them smaller, which takes minutes.
"""

from hypothesis import Phase, settings

QUICK = (Phase.explicit, Phase.reuse, Phase.generate)
settings.register_profile(
    "gate", phases=(Phase.explicit, Phase.generate), deadline=None, derandomize=True, database=None
)
settings.register_profile("search", phases=QUICK, deadline=None)
settings.register_profile("shrink", deadline=None)
settings.load_profile("gate")
