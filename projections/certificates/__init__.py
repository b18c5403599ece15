"""Certificates: what a batch is certified by, computed from the ledger and compared with it.

`assessed` says what holds of a batch at a position, as a certificate records it; `recomputed` makes
the same of raw events and tells whether a certificate's bytes are equal; `undermined` says what a
later event did to one.
"""
