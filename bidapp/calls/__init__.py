"""A funder's invitation to bid: what it offers and demands, its stages and its deadlines."""
