"""One example of every event, with everything given that can be given."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import msgspec

from labeltrail.events.identifiers import (
    SYSTEM,
    AssignmentId,
    BatchId,
    ClassId,
    EscalationId,
    EventId,
    GoldId,
    ItemId,
    TaskName,
)
from labeltrail.events.streams import automation, batch, guideline, policy, project, taxonomy
from labeltrail.events.streams.item import assignment_facts, facts, gold_facts
from labeltrail.events.streams.policy import AutomaticRule
from labeltrail.events.streams.project import MemberKind, Role
from labeltrail.events.streams.work import facts as work
from labeltrail.events.values import (
    Answer,
    CannotTell,
    Choice,
    ClassDefinition,
    Rating,
    Task,
    Value,
)
from tests.events.certificates import EXAMPLES as OF_CERTIFICATES
from tests.events.history import ITEM, TENANT
from tests.events.owls import (
    ANY_VOICES,
    BIRDNET,
    CLAUSES,
    HOW_CLEAR,
    INES,
    MIRA,
    OSKAR,
    QUALITY,
    RUTH,
    SPECIES,
    VOICES,
    WHICH_OWL,
    event_id,
    label_id,
    words,
)
from tests.events.people import EXAMPLES as OF_PEOPLE
from tests.events.reviewing import OF_REVIEWING
from tests.events.runs import LATER_RUN, completed, computed, owl_inferred
from tests.events.settled import EXAMPLES as OF_SETTLED
from tests.events.slices import OF_SLICES

NIGHT = datetime(2024, 4, 2, 23, 30, tzinfo=UTC)
ANSWERS = {
    SPECIES: Answer(value=Choice(class_id=ClassId("tawny")), confidence=0.75),
    QUALITY: Answer(value=Rating(rank=3)),
    VOICES: Answer(value=CannotTell()),
}
BARN = ClassDefinition(
    class_id=ClassId("barn"),
    definition="A drawn-out shriek: Schleiereule, Tyto alba, 倉鴞.",
    inclusion=("Shrieks in flight",),
    exclusion=("Foxes",),
    examples=("s3://nights/2023-05-01/rec-0007.flac",),
    counterexamples=("s3://nights/2023-05-01/rec-0008.flac",),
)
TASK = Task(
    name=TaskName("species"),
    kind=WHICH_OWL.kind,
    question="Which owl calls first?",
    classes=(*WHICH_OWL.classes, BARN),
    allows_cannot_tell=True,
)
SHOWN: dict[str, Value] = {"species": Choice(class_id=BARN.class_id)}
SUGGESTION = facts.SuggestionShown(model=BIRDNET, values=SHOWN)
REQUIREMENT = policy.Requirement(
    metric=policy.Metric.ALPHA_NOMINAL,
    comparison=policy.Comparison.AT_LEAST,
    threshold=Decimal("0.80"),
    task=SPECIES,
    items_min=30,
    severity=policy.Severity.WARN,
)
POLICY = policy.Policy(
    overlap=3,
    quorum=2,
    truth_method=policy.TruthMethod.MAJORITY,
    stale_labels=policy.StaleLabels.REFUSE,
    models_vote=True,
    review_ties=True,
    review_disagreements=True,
    requirements=(REQUIREMENT,),
)
NAMES = {"moon": "new", "forest": "beech"}
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
MIDNIGHT = datetime(2024, 4, 3, tzinfo=UTC)
ESCALATION = EscalationId(event_id(3))
OSKARS = EventId(label_id(1))
GOLD = GoldId(event_id(5))

RUN_RECORDED = computed(follows=LATER_RUN, batch_id=BatchId("april"))

EXAMPLES: tuple[msgspec.Struct, ...] = (
    project.ProjectCreated(title="Owls of the Ore Mountains", tenant=TENANT, manager=MIRA),
    project.MemberAdded(member=BIRDNET, roles=(Role.ANNOTATOR,), member_kind=MemberKind.MODEL),
    project.MemberRolesChanged(member=OSKAR, roles=(Role.ANNOTATOR, Role.REVIEWER)),
    project.MemberRemoved(member=OSKAR),
    taxonomy.TaxonomyDrafted(
        draft=1,
        follows=1,
        drafted_by=MIRA,
        tasks=(TASK, HOW_CLEAR, ANY_VOICES),
        change_note="Long-eared owls are told by age",
        mapping=(
            taxonomy.TaskMapping(
                task=SPECIES,
                classes=(
                    taxonomy.ClassFate(
                        class_id=ClassId("long-eared"),
                        fate=taxonomy.Fate.SPLIT,
                        into=(ClassId("tawny"), ClassId("little")),
                    ),
                ),
            ),
        ),
    ),
    taxonomy.TaxonomyReviewed(
        reviewed_by=INES,
        verdict=taxonomy.TaxonomyVerdict.REFUSED,
        draft=1,
        objections=(taxonomy.TaxonomyObjection.MAPPING_WRONG,),
    ),
    taxonomy.PilotPassed(
        batch_id=BatchId("april"),
        taxonomy_version=1,
        policy_version=1,
        basis=taxonomy.PilotBasis.READY,
        position=212,
        items=60,
        items_overlapped=58,
        passed_by=MIRA,
    ),
    taxonomy.TaxonomyPublished(
        taxonomy_version=2, tasks=(TASK, HOW_CLEAR, ANY_VOICES), change_note="A barn owl moved in"
    ),
    guideline.GuidelineRevised(
        guideline_revision=2, clauses=CLAUSES, change_note="Duets explained"
    ),
    guideline.GuidelinePublished(guideline_revision=2),
    policy.PolicyPublished(policy_version=2, policy=POLICY, change_note="As agreed in March"),
    facts.ItemRegistered(
        modality=facts.Modality.AUDIO,
        uri="s3://nights/2024-04-02/rec-0412.flac",
        content_sha256=DIGEST,
        text="hoo … hoo",
        source="Recorder 4",
        attributes=dict(sorted(NAMES.items())),
    ),
    facts.LabelSubmitted(
        annotator=OSKAR,
        member_kind=MemberKind.PERSON,
        repeat=2,
        answers=ANSWERS,
        taxonomy_version=1,
        guideline_revision=1,
        seconds_spent=12.5,
        suggestion=SUGGESTION,
        tool="listening desk 2.1",
    ),
    facts.LabelRevised(
        label_id=label_id(1),
        answers=ANSWERS,
        taxonomy_version=1,
        guideline_revision=2,
        seconds_spent=4.0,
        suggestion=SUGGESTION,
        tool="listening desk 2.1",
    ),
    facts.LabelRetracted(label_id=label_id(1), reason=facts.RetractReason.WRONG_ITEM, note=words()),
    facts.ItemSkipped(annotator=OSKAR, reason=facts.SkipReason.UNUSABLE_ITEM, note=words()),
    facts.ReviewRequested(
        cause=facts.ReviewCause.TIE,
        requested_by=SYSTEM,
        task="species",
        policy_version=2,
        note=words(),
    ),
    facts.LabelReviewed(
        label_id=label_id(1),
        judged=OSKARS,
        reviewer=RUTH,
        verdict=facts.Verdict.CORRECTED,
        guideline_revision=2,
        reason=facts.ReviewReason.WRONG_CLASS,
        answers=ANSWERS,
        clause="2",
        note=words(),
    ),
    facts.EscalationRaised(
        raised_by=OSKAR,
        level=2,
        question=words(),
        guideline_revision=2,
        clause="2",
        owner=INES,
        due_at=MIDNIGHT,
    ),
    facts.EscalationResolved(
        escalation_id=ESCALATION,
        resolved_by=INES,
        decision=facts.EscalationDecision.GUIDELINE_CLARIFIED,
        rationale=words(2),
        guideline_revision=2,
        clause="2",
    ),
    facts.EscalationWithdrawn(escalation_id=ESCALATION, withdrawn_by=OSKAR, note=words()),
    facts.ItemAdjudicated(
        adjudicator=INES,
        answers=ANSWERS,
        judged=(OSKARS, EventId(label_id(2))),
        rationale=words(3),
        taxonomy_version=2,
        guideline_revision=2,
        clause="2",
    ),
    facts.AdjudicationReopened(adjudication=event_id(4), changed_label=label_id(1)),
    assignment_facts.ItemAssigned(
        annotator=OSKAR,
        repeat=1,
        number=12,
        purpose=assignment_facts.Purpose.EXTRA,
        assigned_at=NIGHT,
        lease_until=NIGHT + timedelta(minutes=30),
        policy_version=2,
        batch_id=BatchId("april"),
    ),
    assignment_facts.AssignmentReleased(
        assignment=AssignmentId(event_id(5)),
        annotator=OSKAR,
        reason=assignment_facts.ReleaseReason.RETURNED,
        released_by=OSKAR,
        note=words(),
    ),
    work.WorkTaken(
        number=12,
        taken_at=NIGHT,
        done=10,
        held=(work.HeldItem(item_id=ITEM, repeat=1, lease_until=NIGHT + timedelta(minutes=30)),),
        session_began_at=NIGHT - timedelta(minutes=12),
        session_items=4,
    ),
    gold_facts.GoldProposed(
        proposed_by=INES,
        task=SPECIES,
        value=Choice(class_id=ClassId("tawny")),
        taxonomy_version=2,
        guideline_revision=2,
        source="Sonogram atlas, plate 12",
        rationale=words(4),
    ),
    gold_facts.GoldActivated(
        gold=GOLD,
        approved_by=MIRA,
        task=SPECIES,
        value=Choice(class_id=ClassId("tawny")),
        taxonomy_version=2,
        guideline_revision=2,
    ),
    gold_facts.GoldContested(
        gold=GOLD,
        contested_by=RUTH,
        task=SPECIES,
        reason=gold_facts.ContestReason.WRONG_VALUE,
        note=words(),
    ),
    gold_facts.GoldRetired(
        gold=GOLD,
        retired_by=MIRA,
        task=SPECIES,
        reason=gold_facts.RetireReason.EXPOSED,
        note=words(),
    ),
    batch.BatchOpened(title="First half of April", batch_kind=batch.BatchKind.PILOT),
    batch.ItemsAddedToBatch(item_ids=(ITEM, ItemId("rec-0413"))),
    batch.BatchClosed(),
    RUN_RECORDED,
    owl_inferred(),
    completed(RUN_RECORDED),
    *OF_PEOPLE,
    *OF_REVIEWING,
    *OF_CERTIFICATES,
    *OF_SLICES,
    *OF_SETTLED,
    automation.RuleApplied(
        rule=AutomaticRule.RISE_OVERDUE_ESCALATIONS,
        policy_version=2,
        why="it was due on 3 March at 12:00 UTC",
    ),
    automation.RuleObserved(
        rule=AutomaticRule.SUSPEND_ANNOTATORS,
        policy_version=2,
        why="3 of 10 gold items right, wanted at least 0.8",
        command="CloseBatch",
        content='{"batch_id":"april"}',
    ),
)
