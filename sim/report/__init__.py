"""Results in words and tables that people read."""
