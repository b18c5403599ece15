"""Splits: how items are drawn into them, and what has got from one into another."""
