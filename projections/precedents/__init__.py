"""Precedents found again: by their words, by what they are about, and by what they are like."""
