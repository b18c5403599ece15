"""One sentence for every event: whole, plain, and saying under which rules."""

from __future__ import annotations

import importlib
import pkgutil
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from labeltrail.events import catalogue
from labeltrail.events.identifiers import (
    SYSTEM,
    ClassId,
    EscalationId,
    EventId,
    GoldId,
    ItemId,
    LabelId,
    MemberId,
    TenantId,
)
from labeltrail.events.streams import batch, guideline, policy, project, taxonomy
from labeltrail.events.streams.item import facts, gold_facts
from labeltrail.events.streams.item.inferred import NoOutcome
from labeltrail.events.values import Answer, CannotTell, Choice
from labeltrail.projections.sentences import told
from labeltrail.projections.timeline import TextReference, entry, sentence
from tests.events.runs import RUN, completed, computed, owl_inferred
from tests.projections.herbarium import (
    GENUS,
    GRETA,
    INES,
    LEAFNET,
    MAUD,
    POLICY,
    TREES,
    condition,
    genus,
    grade,
    tree,
)
from tests.projections.sheet import WORDS, recorded

NOOR = MemberId("noor")
LABEL = LabelId(UUID("0190c0de-0000-7000-8000-000000000001"))
EVENT = EventId(UUID("0190c0de-0000-7000-8000-000000000002"))
QUESTION = EscalationId(UUID("0190c0de-0000-7000-8000-000000000003"))
ITEM, CABINET = "item/sheet/1847-03", "batch/cabinet-a"
GOLD = GoldId(UUID("0190c0de-0000-7000-8000-000000000004"))
QUOTED = f"text {WORDS.text_id}."

LABELED = facts.LabelSubmitted(
    annotator=NOOR,
    member_kind=project.MemberKind.PERSON,
    repeat=1,
    answers=tree("birch") | grade(3),
    taxonomy_version=1,
    guideline_revision=2,
)

RUN_RECORDED = computed()

TOLD: list[tuple[str, str, msgspec.Struct, str]] = [
    (
        "project",
        "maud",
        project.ProjectCreated(title="Sheets", tenant=TenantId("garden"), manager=MAUD),
        "maud created the project “Sheets” and is its first manager.",
    ),
    (
        "project",
        "maud",
        project.MemberAdded(
            member=LEAFNET,
            roles=(project.Role.ANNOTATOR,),
            member_kind=project.MemberKind.LABELING_FUNCTION,
        ),
        "maud added the labeling function leafnet-2 as annotator.",
    ),
    (
        "project",
        "maud",
        project.MemberRolesChanged(
            member=GRETA, roles=(project.Role.ANNOTATOR, project.Role.REVIEWER)
        ),
        "maud changed the roles of greta to annotator and reviewer.",
    ),
    (
        "project",
        "maud",
        project.MemberRemoved(member=GRETA),
        "maud removed greta; what they did stays.",
    ),
    (
        "taxonomy",
        "maud",
        taxonomy.TaxonomyPublished(
            taxonomy_version=2,
            tasks=(genus(*TREES), condition(1, 2, 3, 4, 5, 6, 7)),
            change_note="Grades were too coarse.",
        ),
        (
            "maud published taxonomy version 2 with genus (multiclass: alder, birch, willow),"
            " condition (ordinal: 1, 2, 3, 4, 5 and 2 more). Change: Grades were too coarse."
        ),
    ),
    (
        "guideline",
        "maud",
        guideline.GuidelineRevised(
            guideline_revision=2,
            clauses=(
                guideline.Clause(number="1", title="Buds", text="Look at the buds."),
                guideline.Clause(number="2.1", title="Bark", text="Then the bark."),
            ),
            change_note="Buds first.",
        ),
        "maud drafted guideline revision 2 with 2 clauses: 1, 2.1. Change: Buds first.",
    ),
    (
        "guideline",
        "maud",
        guideline.GuidelinePublished(guideline_revision=2),
        "maud put guideline revision 2 into force.",
    ),
    (
        "policy",
        "maud",
        policy.PolicyPublished(
            policy_version=3,
            policy=msgspec.structs.replace(
                POLICY,
                requirements=(
                    policy.Requirement(
                        metric=policy.Metric.ALPHA_NOMINAL,
                        comparison=policy.Comparison.AT_LEAST,
                        threshold=Decimal("0.8"),
                        task=GENUS,
                    ),
                ),
            ),
            change_note="Stricter.",
        ),
        (
            "maud published policy version 3: 2 labels wanted per item, plurality of at least"
            " 2, models do not vote, stale labels: warn, sent to review: ties, required: alpha"
            " nominal of genus at least 0.8 (block). Change: Stricter."
        ),
    ),
    (
        CABINET,
        "maud",
        batch.BatchOpened(title="First cabinet", batch_kind=batch.BatchKind.PILOT),
        "maud opened the pilot batch cabinet-a, “First cabinet”.",
    ),
    (
        CABINET,
        "maud",
        batch.ItemsAddedToBatch(item_ids=tuple(ItemId(f"sheet/{n}") for n in range(7))),
        (
            "maud added to batch cabinet-a 7 items: sheet/0, sheet/1, sheet/2, sheet/3, sheet/4"
            " and 2 more."
        ),
    ),
    (
        CABINET,
        "maud",
        batch.BatchClosed(),
        "maud closed batch cabinet-a: no more items; labeling goes on.",
    ),
    (
        ITEM,
        "maud",
        facts.ItemRegistered(
            modality=facts.Modality.IMAGE, uri="s3://sheets/1847-03.tif", source="Cabinet 4"
        ),
        "maud registered item sheet/1847-03 (image at s3://sheets/1847-03.tif, from Cabinet 4).",
    ),
    (
        ITEM,
        "noor",
        LABELED,
        (
            "noor labeled item sheet/1847-03: condition = 3, genus = birch, under taxonomy"
            " version 1 and guideline revision 2."
        ),
    ),
    (
        ITEM,
        "scanner-import",
        msgspec.structs.replace(
            LABELED,
            repeat=3,
            answers={
                GENUS: Answer(value=CannotTell(), confidence=0.25),
            },
            seconds_spent=4.5,
            suggestion=facts.SuggestionShown(
                model=LEAFNET, values={"genus": Choice(class_id=ClassId("alder"))}
            ),
            tool="sheet-viewer",
        ),
        (
            "noor (through scanner-import) labeled item sheet/1847-03 for the 3rd time: genus ="
            " cannot tell (confidence 0.25), under taxonomy version 1 and guideline revision 2,"
            " having seen leafnet-2 suggest genus = alder, in 4.5 seconds, with sheet-viewer."
        ),
    ),
    (
        ITEM,
        "noor",
        facts.LabelRevised(
            label_id=LABEL, answers=tree("alder"), taxonomy_version=1, guideline_revision=2
        ),
        (
            f"noor revised label {LABEL} of item sheet/1847-03: genus = alder, under taxonomy"
            " version 1 and guideline revision 2."
        ),
    ),
    (
        ITEM,
        "noor",
        facts.LabelRetracted(
            label_id=LABEL, reason=facts.RetractReason.GUIDELINE_CHANGED, note=WORDS
        ),
        f"noor retracted label {LABEL} of item sheet/1847-03: guideline changed. Note: {QUOTED}",
    ),
    (
        ITEM,
        "noor",
        facts.ItemSkipped(annotator=NOOR, reason=facts.SkipReason.UNUSABLE_ITEM),
        "noor skipped item sheet/1847-03: unusable item.",
    ),
    (
        ITEM,
        "system",
        facts.ReviewRequested(
            cause=facts.ReviewCause.TIE, requested_by=SYSTEM, task="genus", policy_version=3
        ),
        "Policy version 3 sent item sheet/1847-03 to review on task genus: its votes tie.",
    ),
    (
        ITEM,
        "noor",
        facts.ReviewRequested(cause=facts.ReviewCause.REQUESTED, requested_by=NOOR),
        "noor asked for a review of item sheet/1847-03.",
    ),
    (
        ITEM,
        "greta",
        facts.LabelReviewed(
            label_id=LABEL,
            judged=EVENT,
            reviewer=GRETA,
            verdict=facts.Verdict.CORRECTED,
            guideline_revision=2,
            reason=facts.ReviewReason.WRONG_CLASS,
            answers=tree("alder"),
            clause="2.1",
        ),
        (
            f"greta corrected label {LABEL} of item sheet/1847-03 as it stood in event {EVENT}"
            " to genus = alder (wrong class), under guideline revision 2, clause 2.1."
        ),
    ),
    (
        ITEM,
        "noor",
        facts.EscalationRaised(
            raised_by=NOOR,
            level=2,
            question=WORDS,
            guideline_revision=2,
            clause="1",
            owner=INES,
            due_at=datetime(1847, 5, 1, 12, tzinfo=UTC),
        ),
        (
            "noor escalated item sheet/1847-03 to level 2, owned by ines, due"
            " 1847-05-01T12:00:00+00:00, under guideline revision 2, clause 1. Question:"
            f" {QUOTED}"
        ),
    ),
    (
        ITEM,
        "ines",
        facts.EscalationResolved(
            escalation_id=QUESTION,
            resolved_by=INES,
            decision=facts.EscalationDecision.GUIDELINE_CLARIFIED,
            rationale=WORDS,
            guideline_revision=2,
        ),
        (
            f"ines resolved escalation {QUESTION} of item sheet/1847-03: the guideline was"
            f" changed to answer it, under guideline revision 2. Rationale: {QUOTED}"
        ),
    ),
    (
        ITEM,
        "noor",
        facts.EscalationWithdrawn(escalation_id=QUESTION, withdrawn_by=NOOR),
        f"noor withdrew escalation {QUESTION} of item sheet/1847-03.",
    ),
    (
        ITEM,
        "ines",
        facts.ItemAdjudicated(
            adjudicator=INES,
            answers=tree("willow"),
            judged=(EVENT,),
            rationale=WORDS,
            taxonomy_version=1,
            guideline_revision=2,
        ),
        (
            "ines adjudicated item sheet/1847-03 as genus = willow, under taxonomy version 1"
            f" and guideline revision 2, having judged 1 label. Rationale: {QUOTED}"
        ),
    ),
    (
        ITEM,
        "system",
        facts.AdjudicationReopened(adjudication=EVENT, changed_label=LABEL),
        (
            f"Adjudication {EVENT} of item sheet/1847-03 was re-opened, since label {LABEL},"
            " which it had judged, changed."
        ),
    ),
    (
        ITEM,
        "greta",
        gold_facts.GoldProposed(
            proposed_by=GRETA,
            task=GENUS,
            value=tree("birch")[GENUS].value,
            taxonomy_version=1,
            guideline_revision=1,
            source="herbarium index of 1847",
            rationale=WORDS,
        ),
        (
            "greta proposed genus = birch as the gold of item sheet/1847-03, from herbarium index"
            " of 1847, under taxonomy version 1; it waits for a second person. Rationale: " + QUOTED
        ),
    ),
    (
        ITEM,
        "scanner",
        gold_facts.GoldActivated(
            gold=GOLD,
            approved_by=INES,
            task=GENUS,
            value=tree("birch")[GENUS].value,
            taxonomy_version=1,
            guideline_revision=1,
        ),
        (
            "ines (through scanner) approved genus = birch as the gold of item sheet/1847-03"
            f" (proposal {GOLD}): it is in force."
        ),
    ),
    (
        ITEM,
        "ines",
        gold_facts.GoldContested(
            gold=GOLD,
            contested_by=INES,
            task=GENUS,
            reason=gold_facts.ContestReason.GUIDELINE_CHANGED,
        ),
        (
            f"ines contested gold {GOLD} of item sheet/1847-03 for genus (guideline changed): it is"
            " not in force."
        ),
    ),
    (
        ITEM,
        "maud",
        gold_facts.GoldRetired(
            gold=GOLD,
            retired_by=MAUD,
            task=GENUS,
            reason=gold_facts.RetireReason.EXPOSED,
            note=WORDS,
        ),
        (f"maud retired gold {GOLD} of item sheet/1847-03 for genus (exposed). Note: " + QUOTED),
    ),
    (
        f"inference/{RUN}",
        "maud",
        RUN_RECORDED,
        (
            f"maud recorded run {RUN} of the method chosen automatically, applied as one-coin"
            " Dawid-Skene, on task species: 5 labels of 2 annotators on 2 items as of position 24,"
            " seed 7, converged after 14 iterations; 1 item to tell anew. Input 1c1c1c1c1c1c,"
            " result 2d2d2d2d2d2d."
        ),
    ),
    (
        ITEM,
        "system",
        owl_inferred(),
        (
            f"Run {RUN} of the method chosen automatically inferred species of item sheet/1847-03:"
            " tawny with probability 0.903420. It counts when the run is complete."
        ),
    ),
    (
        ITEM,
        "system",
        owl_inferred(None, "0.5", reason=NoOutcome.TIE),
        (
            f"Run {RUN} of the method chosen automatically inferred species of item sheet/1847-03:"
            " no value, since several lead with equally much. It counts when the run is complete."
        ),
    ),
    (
        "inference",
        "maud",
        completed(RUN_RECORDED),
        (
            f"Run {RUN} of the method chosen automatically on task species, from the labels up to"
            " position 24, is complete: 1 item told anew. Where the policy asks for this method, it"
            " says what is true."
        ),
    ),
]
for module in pkgutil.iter_modules([str(Path(__file__).parent / "told")]):
    TOLD += importlib.import_module(f"tests.projections.told.{module.name}").TOLD


@pytest.mark.parametrize(
    ("stream", "actor", "fact", "expected"),
    TOLD,
    ids=[f"{place}-{type(one[2]).__name__}" for place, one in enumerate(TOLD)],
)
def test_fact_is_told_in_one_sentence(
    stream: str, actor: str, fact: msgspec.Struct, expected: str
) -> None:
    event = recorded(fact, position=9, stream=stream, actor=actor)
    assert sentence(event) == expected


def test_every_type_of_the_catalogue_is_told_above() -> None:
    assert {type(fact).__name__ for _, _, fact, _ in TOLD} == set(catalogue.EVENTS)


def test_type_without_a_sentence_is_an_error() -> None:
    class TwigGrafted(msgspec.Struct, frozen=True, kw_only=True):
        """Nobody has written a sentence for it."""

    event = recorded(LABELED, position=1, stream=ITEM, actor="noor")
    with pytest.raises(NotImplementedError, match="no sentence for TwigGrafted"):
        told(TwigGrafted(), event)


def test_entry_holds_the_envelope_and_quotes_the_words() -> None:
    fact = facts.EscalationRaised(raised_by=NOOR, level=1, question=WORDS, guideline_revision=2)
    event = recorded(fact, position=12, stream=ITEM, actor="scanner-import", version=4)
    found = entry(event, {WORDS.text_id: "Is it a hybrid?"})
    assert found.sentence.endswith("Question: “Is it a hybrid?”")
    assert found.sentence.startswith("noor (through scanner-import) escalated")
    assert found.texts == (TextReference(name="question", text_id=WORDS.text_id),)
    assert (found.position, found.version, found.event_id) == (12, 4, event.event_id)
    assert found.recorded_at == event.recorded_at
