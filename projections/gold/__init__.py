"""Gold: its rows, the gold that each label is judged by, and the scores that follow."""
