"""What a pilot shows before labeling grows: where its disagreement sits, and whether it passes.

decomposition  disagreement by pair of classes, by clause, by annotator, each left out once
verdict        whether that points to the taxonomy, the guideline or the training
report         all of it together, pure
picture        the same as SVG
asked          as of a position, and what lets a pilot pass
"""
