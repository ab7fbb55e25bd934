"""Bytes people upload, kept once each under their own fingerprint, so one backup holds everything."""
