"""Word files that went out and came back, read: which block is which, and what became of it."""
