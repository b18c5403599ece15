"""Label values: one tagged union for every kind of task, validated against a task.

The canonical form is fixed here: class ids and ranks as they stand in the taxonomy, sets in one
order, numbers without exponent or trailing zeros, never 1 for 1.0 and never a label for its
look-alike, so equal judgments are equal bytes. No value exists in another form.

tasks       what is asked: tasks, their classes, and what each kind demands of an answer
kinds       what answers it: a struct for each kind of value
numbers     exact decimal numbers as canonical text
categories  values as the statistics name them, and back
texts       values as people write them into files
faults      why a value does not answer a task
"""

from labeltrail.events.values.categories import (
    category,
    is_unanswerable,
    unanswerable,
    value_of_category,
)
from labeltrail.events.values.faults import answers_fault, value_fault
from labeltrail.events.values.kinds import (
    Answer,
    Answers,
    CannotTell,
    Choice,
    ClassSet,
    Number,
    Path,
    Preference,
    PreferenceOutcome,
    Ranking,
    Rating,
    Value,
)
from labeltrail.events.values.numbers import NumberUnusable, number_text
from labeltrail.events.values.tasks import (
    ClassDefinition,
    NumberRule,
    PathRule,
    RankingRule,
    SetRule,
    Task,
    TaskKind,
    TaskRule,
)
from labeltrail.events.values.texts import value_of_text

__all__ = [
    "Answer",
    "Answers",
    "CannotTell",
    "Choice",
    "ClassDefinition",
    "ClassSet",
    "Number",
    "NumberRule",
    "NumberUnusable",
    "Path",
    "PathRule",
    "Preference",
    "PreferenceOutcome",
    "Ranking",
    "RankingRule",
    "Rating",
    "SetRule",
    "Task",
    "TaskKind",
    "TaskRule",
    "Value",
    "answers_fault",
    "category",
    "is_unanswerable",
    "number_text",
    "unanswerable",
    "value_fault",
    "value_of_category",
    "value_of_text",
]
