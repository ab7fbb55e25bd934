"""How far the draft is: each section's way to done, review rounds, criteria met, limits passed."""
