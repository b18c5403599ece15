"""What answers a task: a struct for each kind of value, none of which exists in two forms.

Here and in all that replays make by the million: gc=False, since values that never change hold no
cycles, and a replay is twice as fast when the collector does not walk them.
"""

from enum import StrEnum

import msgspec
from msgspec.structs import force_setattr

from labeltrail.events.identifiers import ClassId, TaskName
from labeltrail.events.values.numbers import number_text


class Choice(msgspec.Struct, frozen=True, gc=False, kw_only=True, tag_field="kind", tag="choice"):
    """One class of a binary or multiclass task."""

    class_id: ClassId


class Rating(msgspec.Struct, frozen=True, gc=False, kw_only=True, tag_field="kind", tag="rating"):
    """One rank of an ordinal task's declared scale."""

    rank: int


class ClassSet(msgspec.Struct, frozen=True, gc=False, kw_only=True, tag_field="kind", tag="set"):
    """Classes of a multilabel task, kept in the order of their ids; none is an answer, too."""

    class_ids: tuple[ClassId, ...]

    def __post_init__(self) -> None:
        force_setattr(self, "class_ids", tuple(sorted(self.class_ids)))


class Path(msgspec.Struct, frozen=True, gc=False, kw_only=True, tag_field="kind", tag="path"):
    """Classes of a hierarchical task from the top down, each the parent of the next."""

    class_ids: tuple[ClassId, ...]


class Number(msgspec.Struct, frozen=True, gc=False, kw_only=True, tag_field="kind", tag="number"):
    """An exact decimal number in the unit of a numeric task, kept as canonical text.

    Whatever text of a number it is made of. Raises NumberUnusable, in a body msgspec's error.
    """

    number: str

    def __post_init__(self) -> None:
        force_setattr(self, "number", number_text(self.number))


class Ranking(msgspec.Struct, frozen=True, gc=False, kw_only=True, tag_field="kind", tag="ranking"):
    """Candidates from best to worst. Those of a group share a place, in the order of their ids."""

    groups: tuple[tuple[ClassId, ...], ...]

    def __post_init__(self) -> None:
        force_setattr(self, "groups", tuple(tuple(sorted(group)) for group in self.groups))


class PreferenceOutcome(StrEnum):
    """What a comparison of two candidates found."""

    FIRST = "first"
    SECOND = "second"
    TIE = "tie"
    BOTH_BAD = "both_bad"


_TURNED = {
    PreferenceOutcome.FIRST: PreferenceOutcome.SECOND,
    PreferenceOutcome.SECOND: PreferenceOutcome.FIRST,
}


class Preference(
    msgspec.Struct, frozen=True, gc=False, kw_only=True, tag_field="kind", tag="preference"
):
    """Which of two candidates is better. `first` is the one with the lower id, however it was
    shown: (b, a, first) and (a, b, second) are one judgment.
    """

    first: ClassId
    second: ClassId
    outcome: PreferenceOutcome

    def __post_init__(self) -> None:
        first, second = self.first, self.second
        if second < first:
            force_setattr(self, "first", second)
            force_setattr(self, "second", first)
            force_setattr(self, "outcome", _TURNED.get(self.outcome, self.outcome))


class CannotTell(
    msgspec.Struct, frozen=True, gc=False, kw_only=True, tag_field="kind", tag="cannot_tell"
):
    """The annotator looked and could not tell. Missing for agreement, but counted."""


Value = Choice | Rating | ClassSet | Path | Number | Ranking | Preference | CannotTell


class Answer(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A value for one task. `confidence` is the annotator's own, 0 to 1."""

    value: Value
    confidence: float | None = None


Answers = dict[TaskName, Answer]
"""One label: an answer per task. A task without an entry is unanswered."""
