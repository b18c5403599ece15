"""What the handbook's life means: what changed, who went by which clause, and what it did."""
