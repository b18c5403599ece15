"""Examines a live database for the properties that the ledger's guarantees rest on.

Guarantees: an examination changes nothing, needs no more than the service's rights, and each
finding says what is wrong and the statement or command that mends it.
"""
