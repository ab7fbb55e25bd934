"""Sections sent out as Word files to people who do not sign in, and what comes back of them."""
