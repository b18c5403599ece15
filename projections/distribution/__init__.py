"""What a set of items is made of, how it moved, and what gives its labels away.

Pure: no input or output, no clock; random numbers come from a seed.

Additive: counts by class, so those of disjoint sets of items add up in any order, and balance,
divergences and indices are functions of them alone. Global, computed from scratch when asked for:
intervals by resampling, permutation tests, leakage, and items that are alike.
"""
