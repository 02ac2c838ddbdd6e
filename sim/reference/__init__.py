"""The reference: what each name means, and the documents made from declarations and code."""

from sim.reference.lookups import explain

__all__ = ["explain"]
