"""A bid is our answer to one call: who leads it, where it stands, and the pipeline of all of them."""
