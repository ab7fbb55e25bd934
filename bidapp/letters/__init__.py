"""Letters of support: drafted from the ledger, returned by the partner, checked, accepted."""
