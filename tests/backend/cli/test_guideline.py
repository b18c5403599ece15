"""`labeltrail guideline` and `labeltrail precedents`, as they are typed."""

from __future__ import annotations

import asyncpg

from labeltrail.events.identifiers import ClassId, ItemId
from labeltrail.events.streams.guideline import ClarifyClause
from labeltrail.events.streams.item.commands import ResolveEscalation, ReviseLabel, SubmitLabel
from labeltrail.events.streams.item.escalation_commands import InvolvedClass, PrecedentGiven
from labeltrail.events.streams.item.facts import EscalationDecision
from tests.backend.cli.conftest import Command
from tests.projections.herbarium import ANNOTATORS, GENUS, HERBARIUM, INES, Herbarium, tree

NOOR, EMEKA, *_ = ANNOTATORS
BUDS = PrecedentGiven(
    question="Are stalked buds always alder?",
    answer="Yes, if they are sticky.",
    classes=(InvolvedClass(task=GENUS, class_id=ClassId("alder")),),
)


async def settled(herbarium: Herbarium) -> int:
    """A question that became a precedent, a label that follows it, and a second revision."""
    await herbarium.found()
    one, two = await herbarium.register("sheet/1847-03", "sheet/1847-04")
    question = await herbarium.escalate(one, NOOR, "Is it an alder?")
    rationale, text = await herbarium.written("As seen.", INES, "rationale")
    command = ResolveEscalation(
        item_id=one,
        escalation_id=question,
        decision=EscalationDecision.GUIDELINE_CLARIFIED,
        rationale=rationale,
        clause="1",
        demand="Say what stalked buds are",
        precedent=BUDS,
    )
    await herbarium.tell(command, INES, texts=(text,))
    clarify = ClarifyClause(
        guideline_revision=1, clause="1", clarification="Both kinds.", reason="Asked often"
    )
    await herbarium.tell(clarify, INES)
    labels = []
    for annotator, name in ((NOOR, "alder"), (EMEKA, "birch")):
        submit = SubmitLabel(
            item_id=two,
            answers=tree(name),
            taxonomy_version=1,
            guideline_revision=1,
            clauses=("1",),
            follows=question,  # type: ignore[arg-type]  # a precedent has its question's id
        )
        labels.append((await herbarium.tell(submit, annotator)).event_ids[0])
    before = await herbarium.head()
    await herbarium.publish_guideline("Look at the buds before all else.", "White bark is birch.")
    revise = ReviseLabel(
        item_id=ItemId(two),
        label_id=labels[1],  # type: ignore[arg-type]  # the event that began the label
        answers=tree("alder"),
        taxonomy_version=1,
        guideline_revision=2,
    )
    await herbarium.tell(revise, EMEKA)
    await herbarium.ledger.aclose()
    return before


async def test_guideline_and_precedents_are_told(command: Command, pool: asyncpg.Pool) -> None:
    before = await settled(Herbarium(pool))

    shown = command("guideline", HERBARIUM, "--impact", "--task", GENUS)
    assert shown.code == 0, shown.complaint
    assert "clause 1 changed: Look at the buds before [-the bark-] {+all else+}." not in shown.out
    assert "clause 1 changed: Look at the buds before" in shown.out
    assert "clause 2 added (Clause 2): White bark is birch." in shown.out
    assert "by ines, clause 1: Say what stalked buds are" in shown.out
    assert "Stale: 1 label made under revision 1 and taxonomy version 1" in shown.out
    assert "Answered again: 1 of 1 answers changed" in shown.out
    found = command("guideline", HERBARIUM, "--json").json
    assert (found["earlier"], found["later"]) == (1, 2)
    assert found["coverage"]["revisions"][0]["made"]["labels"] == 1
    then = command("guideline", HERBARIUM, "--as-of", str(before), "--json").json
    assert (then["earlier"], then["later"], then["impacts"]) == (0, 1, None)
    assert then["coverage"]["revisions"][0]["clauses"][0]["cited"]["labels"] == 2
    unknown = command("guideline", HERBARIUM, "--to", "9")
    assert unknown.code == 2
    assert "no revision 9 has been drafted; the last is 2" in unknown.complaint

    shown = command("precedents", HERBARIUM, "--search", "sticky bud")
    assert shown.code == 0, shown.complaint
    assert "alder of genus; clause 1; followed 2 times" in shown.out
    assert "+  2 of 2 words: bud, sticky" in shown.out
    (one,) = command("precedents", HERBARIUM, "--class", "alder", "--json").json["precedents"]
    assert one["affectedItems"] == ["sheet/1847-04"]
