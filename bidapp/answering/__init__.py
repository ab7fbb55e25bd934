"""What a partner’s contact sees and says, on a page of their own without an account."""
