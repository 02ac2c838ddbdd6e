"""Objects that tie agents: projects, contracts (the edges of a chain), bills, crews."""
