"""One run, many runs, and the folder they leave."""
