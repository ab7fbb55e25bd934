"""Documents: a bid told as plain data (an outline), and that outline written as a Word file."""
