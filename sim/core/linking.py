"""How kernels become one piece of machine code.

Numba optimises every function together with all it calls, and makes machine code of it, again and
again on the way up: a kernel five calls below the week is optimised five times. Here kernels are
parts: they wait as they were written, and the entry point that calls them links each once,
optimises the whole, and makes machine code once.
"""

from typing import Any

from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase

from sim.core.passes import pass_manager


class _NoEnvironment:
    """A kernel raises no Python errors, so it needs no constants of the interpreter."""

    @staticmethod
    def set_env(name: str, environment: Any) -> None:
        """Nothing to set: there is no machine code of the kernel alone."""


class Part(JITCodeLibrary):  # type: ignore[misc]
    """A kernel, waiting for an entry point."""

    codegen = _NoEnvironment()

    def finalize(self) -> None:
        """Close the part; nothing is optimised yet."""
        self._raise_if_finalized()
        self._final_module.verify()
        self._finalize_dynamic_globals()
        self._finalized = True

    def get_pointer_to_function(self, name: str) -> int:
        """No address: only what is linked into an entry point can be called."""
        self._ensure_finalized()
        return 0


class Whole(JITCodeLibrary):  # type: ignore[misc]
    """An entry point with all parts it reaches, each once."""

    def finalize(self) -> None:
        """Link, optimise, make machine code."""
        reached: dict[Any, None] = {}
        todo = list(self._linking_libraries)
        while todo:
            library = todo.pop()
            if library not in reached:
                reached[library] = None
                if isinstance(library, Part):
                    todo.extend(library._linking_libraries)
        self._linking_libraries = list(reached)
        super().finalize()


class PartCompiler(CompilerBase):  # type: ignore[misc]
    """Compiles a kernel into a part."""

    kind: type[JITCodeLibrary] = Part

    def define_pipelines(self) -> Any:
        """The passes, into our kind of library."""
        self.state.library = self.kind(self.state.targetctx.codegen(), self.state.func_id.func_qualname)
        self.state.library.enable_object_caching()
        return [pass_manager(counted=self.state.flags.nrt)]


class WholeCompiler(PartCompiler):
    """Compiles an entry point or a rule into a whole."""

    kind = Whole
