"""The auditor's bundle: a project's ledger in one file, and its verification without a server."""
