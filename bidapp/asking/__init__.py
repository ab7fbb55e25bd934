"""Asking partners for what the ledger says, their page without an account, and who holds us up."""
