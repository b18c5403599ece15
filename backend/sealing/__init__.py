"""Sealing: signing keys, checkpoints in time, and their publication outside the database."""
