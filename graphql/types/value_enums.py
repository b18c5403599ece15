"""Kinds of task and what their values may say, as GraphQL enums."""

from labeltrail.events.values import PreferenceOutcome, TaskKind
from labeltrail.graphql.types.described import declare

declare(
    TaskKind,
    "What shape of value answers a task.",
    BINARY="One of two classes.",
    MULTICLASS="One of several classes.",
    ORDINAL="One rank of a declared scale.",
    MULTILABEL="A set of classes.",
    HIERARCHICAL="A path of classes from the top down.",
    NUMERIC="A number.",
    RANKING="An order of all candidates.",
    PREFERENCE="Which of two candidates is better.",
)
declare(
    PreferenceOutcome,
    "What a comparison of two candidates found.",
    "PreferenceOutcome",
    FIRST="The first is better.",
    SECOND="The second is better.",
    TIE="They are equally good.",
    BOTH_BAD="Neither will do.",
)
