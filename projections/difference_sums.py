"""What changed between two positions for a project or batch as a whole: its rules, its scores.

Pure. Requirements and tasks are laid side by side by what they are about, so a threshold that a
new policy moved shows as one requirement with another threshold, not as one lost and one gained.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Protocol

import msgspec

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import TaskName
from labeltrail.events.streams import guideline, policy, taxonomy
from labeltrail.events.streams.policy import Bound, Comparison, Metric, Severity
from labeltrail.projections.agreement.tallied import TaskAgreement
from labeltrail.projections.readiness import Readiness, RequirementVerdict, Verdict

Subject = tuple[Metric, TaskName | None, Comparison, Bound, Severity, int]
"""What a requirement is about; the number tells apart those about the same."""


class RuleChange(msgspec.Struct, frozen=True, kw_only=True):
    """An event of the rules: `stream` names which.

    `version` is the version or revision, and `change_note` what its author wrote about it; a
    guideline's note was written with the draft. Both are None for changes of members.
    """

    stream: str
    version: int | None
    change_note: str | None
    event: RecordedEvent


class RequirementDifference(msgspec.Struct, frozen=True, kw_only=True):
    """One side is None where the policy of that side does not have the requirement."""

    before: RequirementVerdict | None
    after: RequirementVerdict | None

    @property
    def is_changed(self) -> bool:
        """Whether what was demanded, measured or found differs; evidence aside."""
        if self.before is None or self.after is None:
            return True
        return _found(self.before) != _found(self.after)


class AgreementDifference(msgspec.Struct, frozen=True, kw_only=True):
    """One side is None where the taxonomy of that side does not have the task."""

    task: TaskName
    before: TaskAgreement | None
    after: TaskAgreement | None


class ScopeDifference(msgspec.Struct, frozen=True, kw_only=True):
    """`before` is None for a batch that was opened in between."""

    before: Verdict | None
    after: Verdict
    requirements: tuple[RequirementDifference, ...]
    agreement: tuple[AgreementDifference, ...]


class Standing(Protocol):
    """How a batch or project stood at one position."""

    @property
    def readiness(self) -> Readiness: ...
    @property
    def agreement(self) -> tuple[TaskAgreement, ...]: ...


def rule_changes(history: Iterable[RecordedEvent], earlier: int) -> tuple[RuleChange, ...]:
    """Those after a position. `history` is that of the rules' streams from the first event on."""
    notes: dict[int, str] = {}
    changes: list[RuleChange] = []
    for event in history:
        version: int | None = None
        note: str | None = None
        match event.fact:
            case taxonomy.TaxonomyPublished() as fact:
                version, note = fact.taxonomy_version, fact.change_note
            case policy.PolicyPublished() as fact:
                version, note = fact.policy_version, fact.change_note
            case guideline.GuidelineRevised() as fact:
                version, note = fact.guideline_revision, fact.change_note
                notes[version] = note
            case guideline.GuidelinePublished() as fact:
                version, note = fact.guideline_revision, notes[fact.guideline_revision]
        if event.position > earlier:
            changes.append(
                RuleChange(stream=event.stream, version=version, change_note=note, event=event)
            )
    return tuple(changes)


def scope_difference(before: Standing | None, after: Standing) -> ScopeDifference:
    """In the later side's order; what only the earlier side has comes last."""
    had = _by_subject(before.readiness.requirements if before is not None else ())
    has = _by_subject(after.readiness.requirements)
    agreed = {one.task: one for one in (before.agreement if before is not None else ())}
    agrees = {one.task: one for one in after.agreement}
    return ScopeDifference(
        before=before.readiness.verdict if before is not None else None,
        after=after.readiness.verdict,
        requirements=tuple(
            RequirementDifference(before=had.get(one), after=has.get(one)) for one in {**has, **had}
        ),
        agreement=tuple(
            AgreementDifference(task=task, before=agreed.get(task), after=agrees.get(task))
            for task in {**agrees, **agreed}
        ),
    )


def _by_subject(judged: Iterable[RequirementVerdict]) -> dict[Subject, RequirementVerdict]:
    met: Counter[object] = Counter()
    found: dict[Subject, RequirementVerdict] = {}
    for one in judged:
        wanted = one.requirement
        about = (wanted.metric, wanted.task, wanted.comparison, wanted.bound, wanted.severity)
        found[*about, met[about]] = one
        met[about] += 1
    return found


def _found(judged: RequirementVerdict) -> tuple[object, ...]:
    return judged.requirement, judged.status, judged.observed, judged.n
