"""Releases as files: written from the ledger, and verified without it."""
