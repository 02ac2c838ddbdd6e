"""Kinds of owners, sectors and sizes of projects, in the order of their codes."""

OWNER_KINDS = ("government", "state_owned", "private", "partnership")
SECTORS = ("building", "municipal", "transport", "water", "energy")
SIZES = ("small", "middle", "large")
