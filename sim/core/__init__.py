"""Ground floor: money, calendar, draws, tables. Imports nothing else of sim."""
