"""Working room for kernels: cells borrowed and given back in reverse order.

Kernels allocate nothing, so that the compiler need not count references to tables.
"""

from sim.core.compiled import kernel


@kernel
def borrow(w, cells):
    """First of `cells` cells of `w.scratch` that are the caller's until `give_back`; they hold anything."""
    first = w.now.borrowed[0]
    w.now.borrowed[0] = first + cells
    return first


@kernel
def give_back(w, first):
    """The cells from `first` on are free again."""
    w.now.borrowed[0] = first
