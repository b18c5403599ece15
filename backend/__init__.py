"""What composes and runs: settings, keys, the HTTP application, the command line, PostgreSQL."""
