"""What the labels say about the taxonomy: which classes to mend, and why.

coincidences  who met whom on which item, as exact integers
resampled     intervals by drawing items again
findings      what advice is made of
advice        findings about pairs of classes, rare classes, and a class "other"
"""
