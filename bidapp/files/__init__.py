"""Bytes people upload, kept once each under their fingerprint, so one backup holds all."""
