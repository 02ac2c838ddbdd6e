"""The passes a kernel goes through: of numba's own, those that a kernel can need.

Kernels hold no closures, no `with`, no object mode and no arrays made by an expression, so the passes
that look for these find nothing; and where nothing is counted (see `kernel`), no variable need be
deleted. A kernel that does need a pass left out does not compile.
"""

from typing import Any

from numba.core.compiler_machinery import PassManager, _pass_registry
from numba.core.typed_passes import (
    IRLegalization,
    NativeLowering,
    NoPythonBackend,
    NopythonTypeInference,
    PreLowerStripPhis,
)
from numba.core.untyped_passes import FixupArgs, GenericRewrites, IRProcessing, ReconstructSSA, TranslateByteCode

UNCOUNTED = (
    TranslateByteCode,
    FixupArgs,
    IRProcessing,
    GenericRewrites,
    ReconstructSSA,
    NopythonTypeInference,
    PreLowerStripPhis,
    NativeLowering,
    NoPythonBackend,
)
COUNTED = (*UNCOUNTED[:-2], IRLegalization, *UNCOUNTED[-2:])  # variables are deleted, and so their references counted


class BarePassManager(PassManager):  # type: ignore[misc]
    """Numba's, without the events, timings and checks between the passes that numba's own developers use."""

    def run(self, state: Any) -> None:
        """Run each pass on the function in hand."""
        for passed, _ in self.passes:
            one = _pass_registry.get(passed).pass_inst
            one.analysis = self._analysis
            one.run_pass(state)


def pass_manager(*, counted: bool) -> PassManager:
    """The passes, in order."""
    manager = BarePassManager("nopython")
    for passed in COUNTED if counted else UNCOUNTED:
        manager.add_pass(passed, passed.__name__)
    manager.finalize()
    return manager
