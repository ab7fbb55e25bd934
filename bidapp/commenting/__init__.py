"""What people say about passages of the draft: threads, mentions, and suggested wordings."""
