"""What each organisation is on one bid."""
