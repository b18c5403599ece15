"""The people of a project: whether they may label, how they do, and what they may learn of it."""
