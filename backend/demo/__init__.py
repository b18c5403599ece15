"""`labeltrail demo`: the main job on real labels, told as a story.

Guarantees: the labels are those of Dawid & Skene (1979) and go in through the API like anybody
else's; every figure is what the API answered; every act that is not in the paper is marked as
illustrative where it is told.
"""
