"""Measurements: each against a stated baseline in the same run, since machines differ and drift.

Nothing here passes or fails by the clock. Rates are medians of interleaved rounds.
"""
