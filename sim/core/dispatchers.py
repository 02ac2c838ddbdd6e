"""Numba's dispatchers, set so that a function is compiled once, and no door is built that nobody uses."""

import functools
import gc
from collections.abc import Callable
from typing import Any

from numba.core import types
from numba.core.registry import CPUDispatcher

from sim.core.linking import PartCompiler, WholeCompiler

WITH_DOOR = {"nopython": True, "nogil": True, "no_cfunc_wrapper": True}
WITHOUT_DOOR = {**WITH_DOOR, "no_cpython_wrapper": True, "_nrt": False}


def _widened(given: Any) -> Any:
    given = types.unliteral(given)
    if isinstance(given, types.IntEnumMember):
        return types.int64
    if isinstance(given, types.Integer):
        return types.int64 if given.signed else types.uint64  # type: ignore[attr-defined]
    return given


class OneSignature(CPUDispatcher):  # type: ignore[misc]
    """Compiles a function once for all widths of whole numbers.

    A column of four bytes, one of eight and a literal 3 are three types to numba, and a function
    called with each is compiled three times. Here all arrive as int64, which halves the time to compile.
    """

    def get_call_template(self, args: Any, kws: Any) -> Any:
        """How a compiled function calls this one."""
        return super().get_call_template([_widened(a) for a in args], {k: _widened(a) for k, a in kws.items()})

    def compile(self, sig: Any) -> Any:
        """Compile for one signature."""
        if not gc.isenabled():  # called while compiling another, or by somebody who minds his own garbage
            return super().compile(sig)
        # what the compiler makes lives until it is done: looking for garbage takes an eighth of its time
        gc.disable()
        try:
            return _on_one_stack(super().compile, sig)
        finally:
            gc.enable()


def _on_one_stack(call: Callable[..., Any], argument: Any) -> Any:
    """`call(argument)` with half a megabyte of interpreter's stack for all that it calls.

    Python keeps its frames in chunks of 16 kB and gives a chunk back when its first frame returns. A
    compiler that loops just above such a border maps and clears a chunk at every call, which took a
    tenth of the time. The frame of this function is made so large that the chunk it gets holds the rest.
    """
    return call(argument)


_on_one_stack.__code__ = _on_one_stack.__code__.replace(co_stacksize=1 << 16)


class WithDoor(OneSignature):
    """A function called from Python: machine code of its own, with all it calls."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function, {}, dict(WITH_DOOR), pipeline_class=WholeCompiler)


class WithoutDoor(OneSignature):
    """A function that compiled ones call: a part of theirs. It allocates nothing."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function, {}, dict(WITHOUT_DOOR), pipeline_class=PartCompiler)


class DoorOnDemand(WithoutDoor):
    """A part of others that Python may call too: its door is built when somebody comes."""

    @functools.cached_property
    def door(self) -> WithDoor:
        """The same function, called from Python."""
        return WithDoor(self.py_func)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Call it from Python."""
        return self.door(*arguments, **named)
