"""Who may read what: a table of roles by field, rules about rows, and one gate for both."""
