"""Everything that was told live at each position of a morning is told as of it, ever after.

Commands are given one by one; after each, every list and figure is asked for. When the morning is
over, the same questions are asked again as of each position.
"""

from __future__ import annotations

from typing import Any

import pytest

from labeltrail.events.ledger import read as ledger
from labeltrail.graphql import ids
from labeltrail.graphql.ids import Kind
from tests.api.letters import BATCH, morning, read
from tests.api.townhall import PROJECT, Answer, TownHall, labeling

AS_OF = "asOf { position taxonomyVersion guidelineRevision policyVersion }"
TRUTH = "groundTruth { task category origin absence explanation { sentence } asOf { position } }"
LETTER = (
    "itemId modality version position skips { annotator reason }"
    " labels(first: 20) { nodes { annotator answers { json } isRetracted isIndependent"
    " reviews { verdict isInForce } } totalCount }"
    f" {TRUTH} reviewRequests {{ cause task position }} adjudication {{ adjudicator isReopened }}"
    " escalations { isOpen level decision resolvedBy } batches { batchId title isClosed itemCount }"
    " timeline(first: 50) { nodes { position type sentence } asOf { position } }"
)
SUMS = (
    "agreement { task observed { value } alphaNominal { value status } asOf { position } }"
    " readiness { verdict sentence requirements { status observed n evidence { itemId weight } } }"
    " counts { items itemsLabeled itemsToReview itemsEscalated openEscalations"
    " tasks { withGroundTruth { origin items } withoutGroundTruth { absence items } } }"
)
PAGED = f"{AS_OF} pageInfo {{ hasNextPage hasPreviousPage }}"
LISTS = (
    f"items(first: 50AND) {{ {PAGED} nodes {{ {LETTER} }} }}"
    f" lastItems: items(last: 2AND) {{ {PAGED} nodes {{ itemId position }} }}"
    f" tied: items(first: 50, where: {{absence: TIE}}AND) {{ {PAGED} nodes {{ itemId }} }}"
    f" toReview: items(first: 1, where: {{needsReview: true}}AND) {{ {PAGED} nodes {{ itemId }} }}"
    f" escalated: items(first: 9, where: {{isEscalated: true}}AND) {{ {PAGED} nodes {{ itemId }} }}"
    f" batches(first: 9AND) {{ {PAGED} nodes {{ batchId title isClosed itemCount openedPosition"
    f" {SUMS} items(first: 50) {{ {AS_OF} nodes {{ itemId {TRUTH} }} }}"
    " timeline(first: 20) { nodes { position } } } }"
    f" escalations(first: 9AND) {{ {PAGED} nodes {{ isOpen level raisedPosition closedPosition"
    " question item { itemId position } } }"
    f" open: escalations(first: 9, isOpen: trueAND) {{ {PAGED} nodes {{ escalationId }} }}"
    " members(first: 50AND) { nodes { memberId roles } }"
)
PROJECT_SUMS = SUMS.replace("agreement {", "agreementAT {").replace("counts {", "countsAT {")
PROJECT_SUMS = PROJECT_SUMS.replace("readiness {", "readinessAT {")


def question(*, of_the_past: bool) -> str:
    told = f"{LISTS} {PROJECT_SUMS}"
    told = told.replace("AND)", ", asOf: $asOf)" if of_the_past else ")")
    told = told.replace("AT {", "(asOf: $asOf) {" if of_the_past else " {")
    declared = "$asOf: AsOfInput" if of_the_past else "$atLeast: BigInt"
    reached = "" if of_the_past else ", atLeast: $atLeast"
    return f'query ({declared}) {{ project(id: "{PROJECT}"{reached}) {{ {told} }} }}'


LIVE, PAST = question(of_the_past=False), question(of_the_past=True)


async def live(town: TownHall, actor: str = "liv") -> tuple[int, dict[str, Any]]:
    position = await ledger.head(town.parts.pool, PROJECT)
    return position, (await town.ask(actor, LIVE, {"atLeast": str(position)})).told["project"]


async def past(town: TownHall, position: int, actor: str = "liv") -> dict[str, Any]:
    told: dict[str, Any] = (
        await town.ask(actor, PAST, {"asOf": {"position": str(position)}})
    ).told["project"]
    return told


class Recorded:
    """A town hall that asks everything after each command that it accepts."""

    def __init__(self, town: TownHall) -> None:
        self.town = town
        self.answers: dict[int, dict[str, Any]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self.town, name)

    async def accepted(self, *given: Any) -> dict[str, Any]:
        payload = await self.town.accepted(*given)
        position, told = await live(self.town)
        self.answers[position] = told
        return payload

    async def label(self, annotator: str, letter: str, concern: str, urgency: int = 1) -> Any:
        given = labeling(letter, concern, urgency)
        fields = "label { labelId currentEventId annotator }"
        return (await self.accepted(annotator, "submitLabel", given, fields))["label"]


async def afternoon(town: Recorded) -> None:
    """What the morning leaves out: a stricter policy, another letter, answers to questions."""
    policy = {"overlap": 3, "quorum": 3, "reviewTies": True}
    await town.accepted("ada", "publishPolicy", {"policy": policy, "changeNote": "Stricter."})
    await town.accepted("quill", "registerItem", {"itemId": "letter-0", "modality": "TEXT"})
    await town.accepted("ada", "addItemsToBatch", {"batchId": BATCH, "itemIds": ["letter-0"]})
    await town.accepted("bo", "skipItem", {"itemId": "letter-0", "reason": "OTHER"})
    await town.label("dee", "letter-1", "noise", 2)
    await town.accepted("ada", "closeBatch", {"batchId": BATCH})
    await town.accepted("ada", "openBatch", {"batchId": "audit", "title": "A second look"})


async def test_everything_told_live_is_told_as_of_its_position(town: TownHall) -> None:
    recorded = Recorded(town)
    await morning(recorded)  # type: ignore[arg-type]  # stands in for the town hall it wraps
    await afternoon(recorded)
    assert len(recorded.answers) > 20
    for position, answered in recorded.answers.items():
        assert await past(town, position) == answered, position


async def test_lists_of_the_past_page_where_they_began(town: TownHall) -> None:
    last = await morning(town)
    await read(town, "liv", "title", last)
    pages = {
        "items": "nodes { id itemId }",
        "batches": "nodes { id batchId }",
        "escalations": "nodes { id escalationId }",
    }
    for name, nodes in pages.items():
        query = (
            "query ($asOf: AsOfInput, $after: String, $first: Int = 1) {"
            f' project(id: "{PROJECT}") {{ {name}(first: $first, after: $after, asOf: $asOf)'
            f" {{ {nodes} asOf {{ position }} pageInfo {{ endCursor hasNextPage }} }} }} }}"
        )
        begin = {"asOf": {"position": str(last)}}
        whole = (await town.ask("liv", query, {**begin, "first": 50})).told["project"][name]
        found = (await town.ask("liv", query, begin)).told["project"][name]
        rows = list(found["nodes"])
        while found["pageInfo"]["hasNextPage"]:
            letter = f"{name}-{len(rows)}"
            await town.accepted("quill", "registerItem", {"itemId": letter, "modality": "TEXT"})
            after = {"after": found["pageInfo"]["endCursor"]}
            found = (await town.ask("liv", query, after)).told["project"][name]
            assert found["asOf"]["position"] == str(last)
            rows += found["nodes"]
        assert rows == whole["nodes"]
        ids = [row["id"] for row in rows]
        of_any = (
            "... on Item { itemId } ... on Batch { batchId } ... on Escalation { escalationId }"
        )
        node = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ id {of_any} }} }}"
        assert (await town.ask("liv", node, {"ids": ids})).told["nodes"] == rows


@pytest.mark.parametrize("actor", ["dee", "max", "bo", "quill"])
async def test_the_past_shows_no_more_than_the_present(town: TownHall, actor: str) -> None:
    """Judgments of a letter that one may still label are hidden, whenever they were given."""
    last = await morning(town)
    await read(town, "liv", "title", last)
    inside = (
        "items(first: 9, asOf: $asOf) { nodes { itemId position labels(first: 9)"
        " { nodes { annotator } } escalations { level } timeline(first: 9) { nodes { type } } } }"
        " escalations(first: 9, asOf: $asOf) { nodes { level raisedBy } }"
        " tied: items(first: 9, where: {absence: TIE}, asOf: $asOf) { nodes { itemId } }"
        f' batch(batchId: "{BATCH}", asOf: $asOf) {{ title counts {{ items }} }}'
    )
    query = f'query ($asOf: AsOfInput) {{ project(id: "{PROJECT}") {{ {inside} }} }}'
    now = await town.ask(actor, query)
    then = await town.ask(actor, query, {"asOf": {"position": str(last)}})
    assert told(then) == told(now)
    assert "cy" not in str(then.body)
    opaque = [
        *(ids.node(Kind.LABEL, PROJECT, *key, at=last) for key in await kept(town, "labelId")),
        *(ids.node(Kind.ESCALATION, PROJECT, *key, at=last) for key in await kept(town, "eventId")),
    ]
    nodes = "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Label { annotator } } }"
    seen = (await town.ask(actor, nodes, {"ids": opaque})).told["nodes"]
    assert {one["annotator"] for one in seen if one is not None} <= {actor}
    assert all((await town.ask("liv", nodes, {"ids": opaque[:6]})).told["nodes"])


def told(answer: Answer) -> tuple[object, list[str]]:
    return answer.body["data"], [error["message"] for error in answer.body.get("errors", ())]


async def kept(town: TownHall, wanted: str) -> list[tuple[str, str]]:
    """Items with the ids of their labels, or of all events of theirs."""
    inside = "items(first: 9) { nodes { itemId labels(first: 9) { nodes { labelId } }"
    inside += " timeline(first: 50) { nodes { eventId } } } }"
    items = (await town.ask("liv", f'{{ project(id: "{PROJECT}") {{ {inside} }} }}')).told
    return [
        (item["itemId"], one[wanted])
        for item in items["project"]["items"]["nodes"]
        for one in item["labels" if wanted == "labelId" else "timeline"]["nodes"]
    ]
