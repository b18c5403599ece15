"""Which method AUTOMATIC takes: a full confusion matrix needs labels to be learned from.

Dawid-Skene learns n_categories * (n_categories - 1) numbers of each annotator, one coin one. Below
the floor, the votes of a few items are explained by whatever matrices fit them: on 20 items of
three classes it is no better than a vote, one coin much better.
"""

from __future__ import annotations

from labeltrail.projections.inference.parameters import (
    Automatic,
    DawidSkene,
    Method,
    OneCoinDawidSkene,
    Parameters,
)
from labeltrail.projections.inference.votes import ANSWERS_CELLS_MAX, Votes


def chosen(asked: Method, parameters: Parameters, votes: Votes) -> tuple[Method, Parameters, str]:
    """The method, its parameters, and why, in a sentence."""
    if not isinstance(parameters, Automatic):
        return asked, parameters, f"{asked} was asked for."
    cells = votes.n_annotators * votes.n_categories
    per_class = votes.n_votes / cells if cells else 0.0
    there_are = (
        f"there are {per_class:.1f} labels for each annotator and class, "
        f"and {parameters.labels_min:g} are needed to learn how each annotator answers each class"
    )
    is_small = votes.n_cells_of_answers <= ANSWERS_CELLS_MAX
    if cells and per_class >= parameters.labels_min and is_small:
        full = DawidSkene(quorum=parameters.quorum)
        return Method.DAWID_SKENE, full, f"Dawid-Skene with full confusion matrices: {there_are}."
    if not is_small:
        there_are = "annotators and classes are too many for a confusion matrix of each"
    coin = OneCoinDawidSkene(quorum=parameters.quorum)
    sentence = f"One accuracy for each annotator: {there_are}."
    return Method.ONE_COIN_DAWID_SKENE, coin, sentence
