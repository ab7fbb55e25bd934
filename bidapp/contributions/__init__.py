"""The ledger: what each partner is asked to bring to a bid, and what it has answered."""
