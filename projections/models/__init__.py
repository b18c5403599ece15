"""Models: how each version did, what changed, and whether one may label alone."""
