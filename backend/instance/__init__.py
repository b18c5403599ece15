"""Tables of the instance, apart from every project's ledger: tenants and API keys."""
