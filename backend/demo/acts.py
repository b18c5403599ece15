"""What is done in the story: each function is one chapter's acts, through the API alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence

from labeltrail.backend.client import Accepted, outcome
from labeltrail.backend.demo import rules
from labeltrail.backend.demo.answers import (
    Item,
    Items,
    ItemStory,
    Nodes,
    Precedent,
    Standing,
    converted,
)
from labeltrail.backend.demo.cast import (
    ADJUDICATOR,
    AUDITOR,
    MANAGER,
    REVIEWER,
    ROLES,
    UI,
    Cast,
    StoryInterrupted,
)
from labeltrail.backend.demo.facts import Patient, Reading
from labeltrail.backend.demo.rules import BATCH, TASK

AT_ONCE_MAX = 8
"""As many requests under way as a few annotators' browsers have."""
PAGE = 50


def item_of(patient: int) -> str:
    return f"patient-{patient}"


async def found(cast: Cast) -> None:
    """The project with its members and rules, and the batch with its items."""
    await cast.act(MANAGER, "create_project", title="Fitness for a general anaesthetic")
    for member, role in ROLES.items():
        await cast.act(MANAGER, "add_member", member, member=member, roles=[role])
    await cast.act(
        MANAGER, "publish_taxonomy", 1, tasks=rules.TASKS, changeNote="The four grades of 1979."
    )
    await _publish_guideline(cast, 1, rules.CLAUSES_1, rules.CHANGE_NOTE_1)
    await cast.act(
        MANAGER, "publish_policy", 1, policy=rules.POLICY, changeNote="What ready means here."
    )


async def fill_batch(cast: Cast, patients: Sequence[Patient]) -> None:
    items = [item_of(patient.number) for patient in patients]
    entries = [
        {
            "commandId": cast.input("register_items", item)["commandId"],
            "itemId": item,
            "modality": "TABULAR",
            "source": "Dawid & Skene (1979), Table 1",
        }
        for item in items
    ]
    answered = await cast.clients[MANAGER].run(
        "register_items", {"input": {"project": cast.project, "items": entries}}
    )
    for one in converted(answered["registerItems"], dict[str, list[object]])["outcomes"]:
        result = outcome(one)
        if not isinstance(result, Accepted):
            raise StoryInterrupted(f"register_items: {result.code}: {result.message}")
    await cast.act(MANAGER, "open_batch", batchId=BATCH, title="Table 1 of 1979", batchKind="PILOT")
    await cast.act(MANAGER, "add_items_to_batch", batchId=BATCH, itemIds=items)
    await cast.act(MANAGER, "close_batch", batchId=BATCH)


async def label(cast: Cast, readings: Iterable[Reading], advanced: Callable[[], None]) -> int:
    """Every reading as its own `submitLabel`, by the annotation UI's key; the last position.

    First readings come before repeated ones, as they were taken.
    """
    gate = asyncio.Semaphore(AT_ONCE_MAX)
    positions: list[int] = []

    async def submit(reading: Reading) -> None:
        item, observer = item_of(reading.patient), f"observer-{reading.observer}"
        async with gate:
            position = await cast.act(
                UI,
                "submit_label",
                item,
                observer,
                reading.repeat,
                itemId=item,
                annotator=observer,
                repeat=reading.repeat,
                answers=[{"task": TASK, "value": {"rating": reading.grade}}],
                taxonomyVersion=1,
                guidelineRevision=1,
            )
        positions.append(position)
        advanced()

    by_repeat: dict[int, list[Reading]] = {}
    for reading in readings:
        by_repeat.setdefault(reading.repeat, []).append(reading)
    for repeat in sorted(by_repeat):
        await asyncio.gather(*(submit(reading) for reading in by_repeat[repeat]))
    return max(positions)


async def review(cast: Cast, items: dict[str, Item]) -> int:
    """The reviewer's verdicts on labels far from the others'."""
    position = 0
    for patient, (observer, verdict, grade) in rules.VERDICTS.items():
        item = items[item_of(patient)]
        judged = item.first_reading(f"observer-{observer}")
        answers = None if grade is None else [{"task": TASK, "value": {"rating": grade}}]
        position = await cast.act(
            REVIEWER,
            "review_label",
            item.item_id,
            itemId=item.item_id,
            labelId=judged.label_id,
            judged=judged.current_event_id,
            verdict=verdict,
            reason="GUIDELINE_NOT_FOLLOWED",
            clause="2",
            answers=answers,
        )
    return position


async def escalate(cast: Cast) -> tuple[dict[int, str], int]:
    """The reviewer's questions; the escalations by patient, and the last position."""
    raised: dict[int, str] = {}
    position = 0
    for patient, question in rules.QUESTIONS.items():
        given = cast.input(
            "raise_escalation", patient, itemId=item_of(patient), question=question, clause="3"
        )
        result = await cast.clients[REVIEWER].act("raise_escalation", given)
        if not isinstance(result, Accepted):
            raise StoryInterrupted(f"raise_escalation: {result.code}: {result.message}")
        escalation = converted(result.fields["escalation"], dict[str, str])
        raised[patient], position = escalation["escalationId"], result.position
    return raised, position


async def revise_guideline(cast: Cast) -> int:
    return await _publish_guideline(cast, 2, rules.CLAUSES_2, rules.CHANGE_NOTE_2)


async def settle(cast: Cast, raised: dict[int, str], items: dict[str, Item]) -> int:
    """The adjudicator answers the questions and decides the two patients that need it.

    The first answer is kept as a precedent, and the last one follows it.
    """
    position = 0
    for patient, escalation in raised.items():
        kept: dict[str, object] = {}
        if patient == rules.PRECEDENT:
            kept = {"precedent": rules.SUMMARY}
        if patient == rules.FOLLOWING:
            (precedent, *_) = await precedents(cast, at_least=position)
            kept = {"follows": precedent.precedent_id}
        position = await cast.act(
            ADJUDICATOR,
            "resolve_escalation",
            patient,
            itemId=item_of(patient),
            escalationId=escalation,
            decision="GUIDELINE_CLARIFIED",
            rationale=rules.RATIONALES[patient],
            clause=rules.CLAUSE_OF[patient],
            **kept,
        )
    for patient, grade in rules.ADJUDICATED.items():
        item = items[item_of(patient)]
        position = await cast.act(
            ADJUDICATOR,
            "adjudicate_item",
            patient,
            itemId=item.item_id,
            answers=[{"task": TASK, "value": {"rating": grade}}],
            judged=[one.current_event_id for one in item.labels.nodes],
            rationale=rules.RATIONALES[patient],
            clause=rules.CLAUSE_OF[patient],
        )
    return position


async def precedents(cast: Cast, *, at_least: int, search: str | None = None) -> list[Precedent]:
    """Answers that are kept to be followed, the likest first."""
    answered = await cast.ask(ADJUDICATOR, "precedents", atLeast=str(at_least), search=search)
    found = converted(answered["project"], dict[str, Nodes[Precedent]])
    return found["precedents"].nodes


async def standing(cast: Cast, *, at_least: int, as_of: int | None = None) -> Standing:
    """The batch's agreement and readiness, as a dashboard sees them."""
    answered = await cast.ask(
        AUDITOR,
        "batch_standing",
        batch=BATCH,
        atLeast=str(at_least),
        asOf=None if as_of is None else {"position": str(as_of)},
    )
    return converted(answered["batch"], Standing)


async def items(cast: Cast, *, at_least: int) -> dict[str, Item]:
    """Every item of the batch with its labels and ground truth, page by page."""
    known: dict[str, Item] = {}
    after: str | None = None
    while True:
        answered = await cast.ask(
            AUDITOR, "batch_items", batch=BATCH, atLeast=str(at_least), first=PAGE, after=after
        )
        page = converted(answered["batch"], dict[str, Items])["items"]
        known |= {one.item_id: one for one in page.nodes}
        if not page.page_info.has_next_page:
            return known
        after = page.page_info.end_cursor


async def item_story(cast: Cast, patient: int, *, at_least: int, before: int) -> ItemStory:
    """An item's ground truth now and as of a position, and its timeline."""
    answered = await cast.ask(
        AUDITOR,
        "item_story",
        item=item_of(patient),
        atLeast=str(at_least),
        before={"position": str(before)},
    )
    return converted(answered["item"], ItemStory)


async def _publish_guideline(
    cast: Cast, revision: int, clauses: list[dict[str, str]], change_note: str
) -> int:
    await cast.act(MANAGER, "revise_guideline", revision, clauses=clauses, changeNote=change_note)
    return await cast.act(MANAGER, "publish_guideline", revision, guidelineRevision=revision)
