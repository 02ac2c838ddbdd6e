"""Building a synthetic region from cards."""
