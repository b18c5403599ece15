"""Releases: what is true of a certified batch, frozen as a manifest with one digest.

The manifest follows from the ledger up to a position, so it is kept nowhere else: whoever computes
it again gets the same bytes, from the database or from an auditor's bundle.
"""
