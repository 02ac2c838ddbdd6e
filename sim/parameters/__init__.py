"""Parameters: cards with value by date, unit, bounds, off value, status and source."""
