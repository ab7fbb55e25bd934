"""Who is nudged about which deadline, when: planned from what is true now, queued once."""
