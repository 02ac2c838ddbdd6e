"""What the names of the engine mean, in words: data for tables, figures, explanations and the reference."""
