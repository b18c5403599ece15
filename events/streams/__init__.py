"""The streams of a project's ledger: each with its events, commands, state and decisions."""
