"""What is open to be labeled, who holds what, and the giving out of it."""
