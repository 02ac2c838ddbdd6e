"""The authority: complaints that reach it, and what becomes of each case."""
