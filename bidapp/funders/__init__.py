"""Who gives money: how a funder counts, when it closes by habit, and the sections its forms ask for."""
