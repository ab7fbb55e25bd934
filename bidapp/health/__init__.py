"""Is it all alive? The database, its schema, and the scheduler's last tick."""
