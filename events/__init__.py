"""The facts and the rules that admit them: event types, streams, decisions, the ledger."""
