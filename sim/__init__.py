"""Wage arrears in construction payment chains: an agent-based simulation."""
