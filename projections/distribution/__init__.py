"""What a set of items is made of, how it moved, and what gives its labels away.

Pure: no input or output, no clock; random numbers come from a seed.
"""
