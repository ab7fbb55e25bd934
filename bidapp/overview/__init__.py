"""What spans the features: My work, one bid at a glance, and opening a bid with everything in it."""
