"""Whoever may still label finds nothing of what others said, by any path that there is.

bo annotates and has not labeled; dee also reviews, max also manages. Each attack is made while
everything has happened to the letters, and the whole answer is searched for what is hidden.
"""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from labeltrail.graphql import ids
from tests.api.letters import BATCH, QUESTION, RATIONALE, TWO_HATS, morning, read, ruled
from tests.api.townhall import PROJECT, TownHall, labeling

BLIND = ("bee", "dee", "max")
"""bee only annotates; the others wear a second hat that alone would see everything."""
HIDDEN = ("roads", "noise", "parks", "bo", "cy", QUESTION, RATIONALE)

ITEM = """
itemId version position
labels(first: 100) { totalCount nodes { annotator answers { json } } edges { cursor } }
groundTruth { category absence explanation { sentence votes { annotator } } }
skips { annotator }
reviewRequests { cause }
escalations { question raisedBy }
adjudication { adjudicator rationale }
timeline(first: 100) { nodes { type sentence actor } pageInfo { hasNextPage } }
"""


@pytest.fixture
async def disputed(town: TownHall) -> tuple[TownHall, int]:
    """The town after a morning, with bee, who annotates and has done nothing yet."""
    await town.accepted("ada", "addMember", {"member": "bee", "roles": ["ANNOTATOR"]})
    position = await morning(town)
    await read(town, "liv", "title", position)
    return town, position


def leaks(answer: object) -> list[str]:
    """What of the hidden stands in an answer, as a whole word or text."""
    found: list[str] = []

    def search(value: object) -> None:
        if isinstance(value, dict):
            for one in value.values():
                search(one)
        elif isinstance(value, list):
            for one in value:
                search(one)
        elif isinstance(value, str):
            words = value.replace(",", " ").replace(".", " ").split()
            found.extend(h for h in HIDDEN if h in words or (" " in h and h in value))

    search(answer)
    return found


@pytest.mark.parametrize("actor", BLIND)
async def test_item_shows_nothing_of_others(disputed: tuple[TownHall, int], actor: str) -> None:
    town, _position = disputed
    query = f'{{ project(id: "{PROJECT}") {{ items(first: 100) {{ nodes {{ {ITEM} }} }} }} }}'
    body = (await town.ask(actor, query)).body
    assert leaks(body["data"]) == []
    items = body["data"]["project"]["items"]["nodes"]
    assert [one["itemId"] for one in items] == ["letter-1", "letter-2", "letter-3"]
    for one in items:
        assert one["version"] is None
        assert one["position"] is None
        assert one["labels"] == {"totalCount": 0, "nodes": [], "edges": []}
        assert one["groundTruth"] is None
        assert one["reviewRequests"] is None
        assert one["adjudication"] is None
        assert one["skips"] == one["escalations"] == []
        told = {entry["type"] for entry in one["timeline"]["nodes"]}
        assert told == {"ItemRegistered", "ItemsAddedToBatch"}
        assert not one["timeline"]["pageInfo"]["hasNextPage"]


@pytest.mark.parametrize("actor", BLIND)
async def test_no_point_in_the_past_shows_more(disputed: tuple[TownHall, int], actor: str) -> None:
    town, position = disputed
    for at in (position - 1, position):
        past = f'asOf: {{position: "{at}"}}'
        inside = f"""
        item(itemId: "letter-1") {{
          labels(first: 9, {past}) {{ totalCount nodes {{ annotator }} }}
          groundTruth({past}) {{ category absence }}
          timeline(first: 9, {past}) {{ nodes {{ sentence }} }}
        }}"""
        body = (await town.ask(actor, f'{{ project(id: "{PROJECT}") {{ {inside} }} }}')).body
        item = body["data"]["project"]["item"]
        assert leaks(item) == []
        assert item["labels"] == {"totalCount": 0, "nodes": []}
        assert item["groundTruth"] is None


@pytest.mark.parametrize("actor", BLIND)
@pytest.mark.parametrize("past", ["", '(asOf: {position: "30"})'])
@pytest.mark.parametrize(
    "sums",
    [
        "agreement{past} {{ observed {{ value nItems }} }}",
        "readiness{past} {{ verdict requirements {{ observed evidence {{ itemId }} }} }}",
        "counts{past} {{ itemsLabeled itemsToReview tasks {{ withGroundTruth {{ items }} }} }}",
    ],
)
async def test_what_items_add_up_to_is_hidden(
    disputed: tuple[TownHall, int], actor: str, past: str, sums: str
) -> None:
    town, _ = disputed
    asked = sums.format(past=past)
    inside = f'{asked} batch(batchId: "{BATCH}") {{ {asked} }}'
    body = (await town.ask(actor, f'{{ project(id: "{PROJECT}") {{ {inside} }} }}')).body
    name = asked.split("(")[0].split(" ")[0]
    assert body["data"]["project"] == {name: None, "batch": {name: None}}
    codes = {error["extensions"]["code"] for error in body["errors"]}
    assert codes == {"FORBIDDEN" if actor == "bee" else "BLIND"}
    assert leaks([error["message"] for error in body["errors"]]) == []


@pytest.mark.parametrize("actor", BLIND)
@pytest.mark.parametrize(
    "where", ["absence: CONTESTED", "absence: TIE", "needsReview: true", "isEscalated: true"]
)
async def test_no_filter_tells_which_items_others_judged(
    disputed: tuple[TownHall, int], actor: str, where: str
) -> None:
    town, _ = disputed
    page = f"items(first: 1, where: {{ {where} }}) {{ totalCount nodes {{ itemId }} "
    page += "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }"
    inside = f'{page} batch(batchId: "{BATCH}") {{ {page} }}'
    body = (await town.ask(actor, f'{{ project(id: "{PROJECT}") {{ {inside} }} }}')).body
    if actor == "bee":
        assert {error["extensions"]["code"] for error in body["errors"]} == {"FORBIDDEN"}
        return
    nothing: dict[str, Any] = {
        "totalCount": None,
        "nodes": [],
        "pageInfo": {
            "hasNextPage": False,
            "hasPreviousPage": False,
            "startCursor": None,
            "endCursor": None,
        },
    }
    assert body["data"]["project"] == {"items": nothing, "batch": {"items": nothing}}


@pytest.mark.parametrize("actor", BLIND)
async def test_ids_of_labels_escalations_and_events_open_nothing(
    disputed: tuple[TownHall, int], actor: str
) -> None:
    town, position = disputed
    inside = """items(first: 9) { nodes {
      labels(first: 9) { nodes { id labelId } } escalations { id escalationId } } }"""
    items = (await read(town, "liv", inside, position))["items"]["nodes"]
    opaque = [one["id"] for item in items for one in item["labels"]["nodes"]]
    opaque += [one["id"] for item in items for one in item["escalations"]]
    opaque += [ids.node(ids.Kind.EVENT, PROJECT, str(place)) for place in range(1, position + 1)]
    seen = await town.ask("liv", NODES, {"ids": opaque[:60]})
    assert None not in seen.told["nodes"], "the auditor sees what bee and others must not"
    body = (await town.ask(actor, NODES, {"ids": opaque[:60]})).body
    assert body["data"]["nodes"] == [None] * len(opaque[:60])


NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"


@pytest.mark.parametrize("actor", BLIND)
async def test_queue_and_ledger_are_empty_or_closed(
    disputed: tuple[TownHall, int], actor: str
) -> None:
    town, _position = disputed
    inside = """
    escalations(first: 9) { totalCount nodes { question } pageInfo { hasNextPage endCursor } }
    events(first: 9) { events { body } head }"""
    body = (await town.ask(actor, f'{{ project(id: "{PROJECT}") {{ {inside} }} }}')).body
    assert body["data"]["project"] == {
        "escalations": {
            "totalCount": None,
            "nodes": [],
            "pageInfo": {"hasNextPage": False, "endCursor": None},
        },
        "events": None,
    }
    (error,) = body["errors"]
    assert error["path"] == ["project", "events"]


async def test_own_label_opens_the_item_for_who_reviews_and_not_for_who_annotates(
    disputed: tuple[TownHall, int],
) -> None:
    town, _ = disputed
    for actor, seen in (("dee", {"bo", "cy", "dee"}), ("bee", {"bee"})):
        given = labeling("letter-1", "parks")
        done = await town.accepted(actor, "submitLabel", given, "label { labelId }")
        inside = 'item(itemId: "letter-1") { labels(first: 9) { nodes { annotator labelId } } }'
        item = (await read(town, actor, inside, int(done["position"])))["item"]
        annotators = {one["annotator"] for one in item["labels"]["nodes"]}
        assert annotators == seen, actor
        own = done["label"]["labelId"]
        back = {"itemId": "letter-1", "labelId": own, "reason": "MISTAKE"}
        done = await town.accepted(actor, "retractLabel", back)
        item = (await read(town, actor, inside, int(done["position"])))["item"]
        annotators = {one["annotator"] for one in item["labels"]["nodes"]}
        assert annotators == {actor}, "a label taken back may be given again, so it hides again"


async def test_sums_open_when_every_item_is_labeled(disputed: tuple[TownHall, int]) -> None:
    town, _ = disputed
    inside = "counts { items itemsLabeled }"
    for letter in ("letter-1", "letter-2"):
        await town.label("max", letter, "roads")
    given = labeling("letter-3", "roads")
    body = (await town.ask("max", f'{{ project(id: "{PROJECT}") {{ {inside} }} }}')).body
    assert body["errors"][0]["extensions"]["code"] == "BLIND"
    # letter-2 and letter-3 were reviewed before: answers after that count in no agreement, so
    # the sums stay closed rather than open too early.
    done = await town.accepted("max", "submitLabel", given)
    query = f'{{ project(id: "{PROJECT}", atLeast: "{done["position"]}") {{ {inside} }} }}'
    body = (await town.ask("max", query)).body
    assert body["errors"][0]["extensions"]["code"] == "BLIND"


async def test_sums_open_for_who_labeled_first(town: TownHall) -> None:
    await ruled(town)
    for letter in ("letter-1", "letter-2", "letter-3"):
        done = await town.accepted("max", "submitLabel", labeling(letter, "roads"))
    inside = "counts { items itemsLabeled }"
    counts = (await read(town, "max", inside, int(done["position"])))["counts"]
    assert counts == {"items": 3, "itemsLabeled": 3}


@pytest.mark.parametrize("actor", ["bee", *TWO_HATS])
async def test_answers_to_commands_tell_nothing_of_others(
    disputed: tuple[TownHall, int], actor: str
) -> None:
    town, _ = disputed
    skip = {"itemId": "letter-1", "reason": "OTHER"}
    told = [await town.mutate(actor, "skipItem", skip)]
    told += [await town.mutate(actor, "submitLabel", {**labeling("letter-2", "soon")})]
    told += [await town.mutate(actor, "requestReview", {"itemId": "letter-1"})]
    asked = {"itemId": "letter-1", "question": "Which?", "expectedVersion": 1}
    told += [await town.mutate(actor, "raiseEscalation", asked)]
    assert told[-1]["code"] == "ROLE_MISSING", "the version counts acts of others"
    refused = [one for one in told if "code" in one]
    assert leaks([{**one, "message": one["message"].split(":")[0]} for one in refused]) == []
    assert all(one.get("version") is None for one in told)
    assert b"tie" not in msgspec.json.encode(told)


async def test_review_shows_nothing_of_the_label_to_who_may_still_label(
    disputed: tuple[TownHall, int],
) -> None:
    """dee reviews as well as annotates: to judge a label by its ids is not to see it."""
    town, _ = disputed
    query = (
        f'{{ item(project: "{PROJECT}", itemId: "letter-1")'
        " { labels(first: 1) { nodes { labelId currentEventId } } } }"
    )
    (known,) = (await town.ask("liv", query)).told["item"]["labels"]["nodes"]
    given = {
        "itemId": "letter-1",
        "labelId": known["labelId"],
        "judged": known["currentEventId"],
        "verdict": "APPROVED",
    }
    shown = "label { annotator answers { json } }"
    assert (await town.accepted("dee", "reviewLabel", given, shown))["label"] is None
    assert (await town.accepted("rae", "reviewLabel", given, shown))["label"] is not None
