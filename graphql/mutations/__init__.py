"""One mutation for each command of the domain, and two that carry many."""
