"""The ledger: every project's facts in one dense order, appended under one lock, never changed."""
