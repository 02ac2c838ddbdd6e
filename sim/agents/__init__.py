"""Who acts: developers, contractors, subcontractors, workers."""
