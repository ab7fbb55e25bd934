"""Stored text blocks: text good enough to be used again, every version of it kept."""
