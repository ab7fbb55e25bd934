"""What spans the features: My work, one bid at a glance, opening a bid with all in it."""
