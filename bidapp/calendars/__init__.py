"""Deadlines in a calendar: month and agenda in the browser, files and private feeds for others."""
