"""How the tests search: failing worlds are not made smaller, which takes minutes; `--hypothesis-profile=shrink` does."""

from hypothesis import Phase, settings

settings.register_profile("found", phases=(Phase.explicit, Phase.reuse, Phase.generate), deadline=None)
settings.register_profile("shrink", deadline=None)
settings.load_profile("found")
