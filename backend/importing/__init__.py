"""Brings files of items and labels in, through the same mutations that an annotation UI calls.

Guarantees: a line is imported whole or not at all, and once, however often its file is imported;
every line that was not is named with its reason; memory does not grow with the file.
"""
