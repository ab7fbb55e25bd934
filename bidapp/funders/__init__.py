"""Who gives money: how each counts, when it closes by habit, the sections its forms have."""
