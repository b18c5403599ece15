"""Precedents are found by their words and by what they are like, as of any position."""

from __future__ import annotations

from typing import Any

import pytest

from labeltrail.events.identifiers import ClassId, EscalationId, ItemId, PrecedentId, TaskName
from labeltrail.events.streams.item.commands import RegisterItem, ResolveEscalation, SubmitLabel
from labeltrail.events.streams.item.escalation_commands import InvolvedClass, PrecedentGiven
from labeltrail.events.streams.item.facts import EscalationDecision, Modality
from labeltrail.events.streams.precedent import PrecedentSuperseded, SupersedePrecedent
from labeltrail.projections.errors import TooManyPrecedents
from labeltrail.projections.precedents import search
from labeltrail.projections.precedents.ranking import Likeness, Question, Ranked
from labeltrail.projections.precedents.search import Narrowed
from tests.projections.herbarium import ANNOTATORS, HERBARIUM, INES, Herbarium, tree

GENUS = TaskName("genus")
ALDER, BIRCH, WILLOW = (
    InvolvedClass(task=GENUS, class_id=ClassId(one)) for one in ("alder", "birch", "willow")
)
NOOR, EMEKA, *_ = ANNOTATORS


class Archive:
    """Questions of the herbarium, settled one after the other."""

    def __init__(self, herbarium: Herbarium) -> None:
        self.herbarium = herbarium

    async def settled(
        self,
        sheet: str,
        question: str,
        answer: str,
        *classes: InvolvedClass,
        site: str = "fen",
        clause: str | None = None,
        supersedes: PrecedentId | None = None,
    ) -> PrecedentId:
        herbarium, item_id = self.herbarium, ItemId(sheet)
        known = (await herbarium.item(item_id)).registered
        if known is None:
            await herbarium.tell(
                RegisterItem(item_id=item_id, modality=Modality.IMAGE, attributes={"site": site})
            )
        raised = await herbarium.escalate(item_id, NOOR, "What is it?")
        rationale, text = await herbarium.written("As seen.", INES, "rationale")
        command = ResolveEscalation(
            item_id=item_id,
            escalation_id=EscalationId(raised),
            decision=EscalationDecision.GUIDELINE_APPLIES,
            rationale=rationale,
            clause=clause,
            precedent=PrecedentGiven(
                question=question, answer=answer, classes=classes, supersedes=supersedes
            ),
        )
        await herbarium.tell(command, INES, texts=(text,))
        return PrecedentId(raised)

    async def found(self, text: str | None = None, **more: Any) -> list[PrecedentId]:
        return ids(await search.found(self.herbarium.pool, HERBARIUM, text, **more))

    async def alike(self, question: Question, text: str | None = None, **more: Any) -> Any:
        return await search.alike(self.herbarium.pool, HERBARIUM, question, text, **more)

    async def follow(self, precedent: PrecedentId, *sheets: str) -> None:
        for sheet in sheets:
            (item_id,) = await self.herbarium.register(sheet)
            command = SubmitLabel(
                item_id=item_id,
                answers=tree("alder"),
                taxonomy_version=1,
                guideline_revision=1,
                follows=precedent,
            )
            await self.herbarium.tell(command, EMEKA)


def ids(rows: tuple[Ranked, ...]) -> list[PrecedentId]:
    return [one.precedent.precedent_id for one in rows]


@pytest.fixture
async def archive(herbarium: Herbarium) -> Archive:
    await herbarium.found()
    return Archive(herbarium)


async def test_search_finds_words_in_every_form_and_ranks_the_better_match(
    archive: Archive,
) -> None:
    buds = await archive.settled(
        "s-1", "Are stalked buds always alder?", "Yes, if the buds are sticky.", ALDER
    )
    bark = await archive.settled(
        "s-2", "Is white bark enough?", "No: look at the bud as well.", BIRCH, clause="1"
    )
    assert await archive.found("bud") == [buds, bark]
    assert await archive.found("barks") == [bark]
    assert await archive.found('"sticky buds"') == []
    assert await archive.found("stalked -sticky") == []
    assert await archive.found("oak") == []
    assert await archive.found() == [bark, buds], "without words the newest first"


async def test_search_is_narrowed_down(archive: Archive) -> None:
    buds = await archive.settled("s-1", "Buds?", "Alder.", ALDER)
    bark = await archive.settled("s-2", "Bark?", "Birch.", BIRCH, clause="1")
    assert await archive.found(where=Narrowed(clause="1")) == [bark]
    assert await archive.found(where=Narrowed(task=GENUS, class_id="alder")) == [buds]
    assert await archive.found(where=Narrowed(task=TaskName("condition"))) == []
    assert await archive.found(where=Narrowed(is_superseded=True)) == []
    assert await archive.found("alder", where=Narrowed(clause="1")) == []


async def test_search_is_as_of_a_position(archive: Archive) -> None:
    first = await archive.settled("s-1", "Buds?", "Alder.", ALDER)
    then = await archive.herbarium.head()
    second = await archive.settled("s-2", "Buds again?", "Birch.", BIRCH, supersedes=first)
    assert await archive.found("buds", position=then) == [first]
    assert await archive.found("buds") == [second, first], "the superseded one comes last"
    assert await archive.found("buds", where=Narrowed(is_superseded=False)) == [second]
    was = await search.precedents(archive.herbarium.pool, HERBARIUM, then)
    assert was[first].superseded is None


async def test_likeness_ranks_what_is_offered_and_says_why(archive: Archive) -> None:
    buds = await archive.settled("s-1", "Stalked buds?", "Alder.", ALDER, site="fen")
    bark = await archive.settled("s-2", "White bark?", "Birch.", BIRCH, site="moor", clause="1")
    none = await archive.settled("s-3", "A label without a date?", "Leave it.", site="hill")
    question = Question(classes=frozenset({BIRCH}), clause="1", attributes={"site": "fen"})
    rows = await archive.alike(question, "The bark is white and the buds are hidden")
    assert ids(rows) == [bark, buds]
    assert none not in ids(rows)
    first = {one.likeness: one.sentence for one in rows[0].reasons}
    assert first == {
        Likeness.WORDS: "2 of 4 words: bark, white",
        Likeness.CLASSES: "classes: birch of genus",
        Likeness.CLAUSE: "clause 1",
    }
    second = {one.likeness for one in rows[1].reasons}
    assert second == {Likeness.WORDS, Likeness.ATTRIBUTES}
    assert ids(await archive.alike(question, None, but=(bark,))) == [buds]


async def test_superseded_precedent_is_not_offered(archive: Archive) -> None:
    old = await archive.settled("s-1", "Buds?", "Alder.", ALDER)
    new = await archive.settled("s-2", "Buds?", "Willow.", WILLOW, supersedes=old)
    question = Question(classes=frozenset({ALDER, WILLOW}))
    assert ids(await archive.alike(question, "buds")) == [new]


@pytest.mark.parametrize("text", ["", "   ", "the and of", "' \\ : & | ! ( ) <->", "bud's \x00 x"])
async def test_text_that_says_little_is_no_error(archive: Archive, text: str) -> None:
    one = await archive.settled("s-1", "Buds?", "Alder.", ALDER)
    question = Question(classes=frozenset({ALDER}))
    assert ids(await archive.alike(question, text)) == [one]
    await archive.found(text)


async def test_follows_are_counted_and_supersession_lists_what_rested_on_it(
    archive: Archive,
) -> None:
    old = await archive.settled("s-1", "Buds?", "Alder.", ALDER)
    await archive.follow(old, "s-11", "s-10")
    then = await archive.herbarium.head()
    await archive.follow(old, "s-12")
    new = await archive.settled("s-2", "Bark?", "Birch.", BIRCH)
    command = SupersedePrecedent(precedent_id=old, superseded_by=new, reason="Seen in 1851")
    await archive.herbarium.tell(command, INES)
    known = await search.precedents(archive.herbarium.pool, HERBARIUM)
    assert known[old].affected() == ("s-10", "s-11", "s-12")
    fact = known[old].supersession
    assert isinstance(fact, PrecedentSuperseded)
    assert (fact.superseded_by, fact.affected, fact.affected_items) == (
        new,
        ("s-10", "s-11", "s-12"),
        3,
    )
    was = await search.precedents(archive.herbarium.pool, HERBARIUM, then)
    assert len(was[old].followed) == 2


async def test_event_of_a_follow_is_caused_by_the_decision(archive: Archive) -> None:
    old = await archive.settled("s-1", "Buds?", "Alder.", ALDER)
    await archive.follow(old, "s-10")
    known = await search.precedents(archive.herbarium.pool, HERBARIUM)
    (followed,) = known[old].followed
    events = {one.event_id: one for one in await archive.herbarium.events()}
    assert followed.causation_id is not None
    assert events[followed.causation_id].type == "LabelSubmitted"
    assert events[followed.causation_id].command_id == followed.command_id


async def test_more_than_one_answer_takes_on_is_refused(archive: Archive) -> None:
    await archive.settled("s-1", "Buds?", "Alder.", ALDER)
    with pytest.raises(TooManyPrecedents, match="there are 1 events"):
        await search.precedents(archive.herbarium.pool, HERBARIUM, events_max=0)
