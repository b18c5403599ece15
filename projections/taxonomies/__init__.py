"""What follows from the life of a taxonomy: its story, its mappings, what is to be relabeled."""
