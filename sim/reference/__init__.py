"""The reference: what each name means, and the documents made from declarations and code."""

from sim.reference.lookups import explain, names_and_labels

__all__ = ["explain", "names_and_labels"]
