"""People who sign in, how they prove it, and the one table of what each kind of person may do."""
