"""The draft: a bid's sections, their versions, and the text blocks put to use in them."""
