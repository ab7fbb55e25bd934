"""Working-day plans: the milestones of a bid before its close, and whether it is still possible."""
