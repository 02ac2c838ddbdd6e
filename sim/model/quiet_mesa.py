"""Mesa, imported without its side effect.

`import mesa` sets the process's way of starting other processes to "spawn". Whoever imports it before us has
chosen that; otherwise the way stays as it was.
"""

import multiprocessing
import sys

_was_here = "mesa" in sys.modules
_method = multiprocessing.get_start_method(allow_none=True)

import mesa  # noqa: E402

if not _was_here:
    multiprocessing.set_start_method(_method, force=True)

__all__ = ["mesa"]
