"""The streams of models, `model/<id>`: their versions, and how each version did.

Read from the ledger where they are asked for. A model or a labeling function labels as a member;
here is what it was trained on, and what it was found to be worth.
"""

from labeltrail.events.streams.model.decide import (
    PREFIX,
    EvaluateModel,
    ModelCommand,
    RegisterModel,
    decide,
)
from labeltrail.events.streams.model.facts import (
    Against,
    ClassFigures,
    Confusion,
    Evaluated,
    ModelEvaluated,
    ModelRegistered,
)
from labeltrail.events.streams.model.state import Evaluation, Model, fold

__all__ = [
    "PREFIX",
    "Against",
    "ClassFigures",
    "Confusion",
    "EvaluateModel",
    "Evaluated",
    "Evaluation",
    "Model",
    "ModelCommand",
    "ModelEvaluated",
    "ModelRegistered",
    "RegisterModel",
    "decide",
    "fold",
]
