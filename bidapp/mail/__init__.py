"""The outbox: a message is a row, written with the fact it tells; a job delivers it later."""
