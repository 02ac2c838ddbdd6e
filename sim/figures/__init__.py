"""Figures of results; the only room that knows matplotlib."""
