"""The enumerations of truth inference as GraphQL enums, each value described."""

from labeltrail.events.streams.item.inferred import NoOutcome
from labeltrail.graphql.types.described import declare as _declare
from labeltrail.projections.inference import MaceFit, WeightsFrom

_declare(
    NoOutcome,
    "Why a run of truth inference gives an item no value.",
    name="InferenceNoOutcome",
    TIE="Several categories lead with equally much.",
    NO_MAJORITY="One leads with half of the votes or less.",
    BELOW_QUORUM="There are too few votes.",
    NO_VOTES="It had votes when an earlier run was computed, and has none now.",
)
_declare(
    WeightsFrom,
    "Where the weight of a vote comes from.",
    name="InferenceWeightsFrom",
    GIVEN="It is given for each annotator.",
    GOLD="The annotator's accuracy on gold.",
    AGREEMENT="How often the annotator agrees with the plain vote.",
)
_declare(
    MaceFit,
    "How MACE is fitted.",
    name="InferenceMaceFit",
    VARIATIONAL="By variational Bayes, with priors.",
    EM="By expectation maximisation, smoothed.",
)
