"""What changed since a moment, over the API: with the events that did it, for who may see it."""

from __future__ import annotations

from typing import Any

import pytest

from labeltrail.projections import differences
from tests.api.letters import BATCH, RATIONALE, SECRETS, morning, read
from tests.api.townhall import LETTERS, PROJECT, TownHall, labeling

ITEM = (
    "itemId isNew eventCount joined { batchId position }"
    " labels { annotator changes positions before { json } after { json } isRetracted }"
    " groundTruth { task change positions before { category origin absence }"
    " after { category origin absence } }"
    " events { position type sentence }"
)
DIFFERENCE = (
    "from { position } to { position }"
    " rules { stream version changeNote event { position type } }"
    " readiness { before { verdict } after { verdict }"
    " requirements { isChanged before { observed } after { observed requirement { metric } } } }"
    " agreement { task before { alphaNominal { value } } after { alphaNominal { value } } }"
    " counts { before { items } after { items } }"
    f" items(first: $first, after: $after) {{ nodes {{ {ITEM} }}"
    " pageInfo { hasNextPage endCursor } }"
)
QUERY = (
    "query ($from: AsOfInput!, $to: AsOfInput, $first: Int = 50, $after: String) {"
    f' project(id: "{PROJECT}") {{ difference(from: $from, to: $to) {{ {DIFFERENCE} }} }}'
    f' batch(project: "{PROJECT}", batchId: "{BATCH}")'
    f" {{ difference(from: $from, to: $to) {{ {DIFFERENCE} }} }}"
    " }"
)
PAGE = (
    "query ($from: AsOfInput!, $to: AsOfInput, $after: String) {"
    f' project(id: "{PROJECT}") {{ difference(from: $from, to: $to)'
    f" {{ items(first: 1, after: $after) {{ nodes {{ {ITEM} }}"
    " pageInfo { hasNextPage endCursor } } } } }"
)
OF_ITEM = (
    "query ($from: AsOfInput!, $letter: ID!) {"
    f' item(project: "{PROJECT}", itemId: $letter) {{ difference(from: $from) {{ {ITEM} }} }} }}'
)


async def told(town: TownHall, earlier: int, **more: Any) -> dict[str, Any]:
    variables = {"from": {"position": str(earlier)}, **more}
    return (await town.ask("liv", QUERY, variables)).told


async def test_day_differs_by_what_was_decided_in_it(town: TownHall) -> None:
    last = await morning(town)
    await read(town, "liv", "title", last)
    await town.accepted("dee", "submitLabel", labeling("letter-1", "noise"))
    policy = {"overlap": 3, "quorum": 3}
    done = await town.accepted(
        "ada", "publishPolicy", {"policy": policy, "changeNote": "Three readers now."}
    )
    head = int(done["position"])
    found = await told(town, last, to={"position": str(head)})
    for side in (found["project"]["difference"], found["batch"]["difference"]):
        (rule,) = side["rules"]
        assert rule["changeNote"] == "Three readers now."
        assert rule["event"]["position"] == str(head)
        assert (side["from"]["position"], side["to"]["position"]) == (str(last), str(head))
        letters = {one["itemId"]: one for one in side["items"]["nodes"]}
        assert set(letters) == {"letter-1"}, "the others are true by review, whatever the quorum"
        (label,) = letters["letter-1"]["labels"]
        assert (label["annotator"], label["changes"], label["before"]) == (
            "dee",
            ["SUBMITTED"],
            None,
        )
        truths = {one["task"]: one for one in letters["letter-1"]["groundTruth"]}
        gained = truths["concern"]
        assert gained["change"] == "GAINED"
        assert gained["positions"] == label["positions"]
        assert gained["before"] == {"category": None, "origin": None, "absence": "TIE"}
        assert gained["after"] == {"category": "noise", "origin": "CONSENSUS", "absence": None}
        assert side["readiness"]["before"] is not None
        assert all(one["after"] is None for one in side["readiness"]["requirements"])


async def test_whole_story_is_the_difference_from_nothing(town: TownHall) -> None:
    last = await morning(town)
    await read(town, "liv", "title", last)
    found = (await told(town, 0, to={"position": str(last)}))["project"]["difference"]
    assert found["readiness"]["before"]["verdict"] == "NOT_READY"
    assert found["counts"]["before"] == {"items": 0}
    nodes = found["items"]["nodes"]
    assert [one["itemId"] for one in nodes] == list(LETTERS)
    assert all(one["isNew"] and one["joined"] for one in nodes)
    sentences = [event["sentence"] for one in nodes for event in one["events"]]
    assert any(RATIONALE in one for one in sentences)
    alone = await town.ask("liv", OF_ITEM, {"from": {"position": "0"}, "letter": "letter-3"})
    assert alone.told["item"]["difference"] == nodes[2]
    batch = (await told(town, 12, to={"position": str(last)}))["batch"]["difference"]
    assert batch["readiness"]["before"] is None


async def test_pages_are_the_whole_and_stay_where_they_are(town: TownHall) -> None:
    last = await morning(town)
    await read(town, "liv", "title", last)
    to = {"position": str(last)}
    whole = (await told(town, 0, to=to))["project"]["difference"]["items"]["nodes"]
    pages: list[Any] = []
    after: str | None = None
    while True:
        moments = {"from": {"position": "0"}, "to": to, "after": after}
        found = (await town.ask("liv", PAGE, moments)).told
        page = found["project"]["difference"]["items"]
        pages += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
        await town.label("dee", f"letter-{len(pages)}", "parks")
    assert pages == whole
    elsewhere = await town.ask("liv", PAGE, {"from": {"position": "1"}, "after": after})
    assert elsewhere.code == "BAD_CURSOR"


@pytest.mark.parametrize("actor", ["dee", "max"])
async def test_who_may_still_label_sees_no_difference(town: TownHall, actor: str) -> None:
    await read(town, "liv", "title", await morning(town))
    answer = await town.ask(actor, QUERY, {"from": {"position": "0"}})
    assert {error["extensions"]["code"] for error in answer.body["errors"]} == {"BLIND"}
    alone = await town.ask(actor, OF_ITEM, {"from": {"position": "0"}, "letter": "letter-1"})
    assert alone.told["item"] == {"difference": None}
    assert not any(secret in str(answer.body) for secret in SECRETS)
    done = await town.accepted(actor, "submitLabel", labeling("letter-1", "parks"))
    await read(town, actor, "title", int(done["position"]))
    seen = await town.ask(actor, OF_ITEM, {"from": {"position": "0"}, "letter": "letter-1"})
    assert len(seen.told["item"]["difference"]["labels"]) == 3


@pytest.mark.parametrize(
    ("moments", "code"),
    [
        ({"from": {"position": "9"}, "to": {"position": "3"}}, "BAD_USER_INPUT"),
        ({"from": {"position": "999999"}}, "POSITION_NOT_REACHED"),
        (
            {"from": {"position": "1"}, "to": {"time": "2999-01-01T00:00:00Z"}},
            "POSITION_NOT_REACHED",
        ),
        ({"from": {"position": "1"}, "first": 101}, "BAD_USER_INPUT"),
    ],
)
async def test_what_cannot_be_compared_is_coded(
    town: TownHall, moments: dict[str, Any], code: str
) -> None:
    await read(town, "liv", "title", await morning(town))
    answer = await town.ask("liv", QUERY, moments)
    assert {error["extensions"]["code"] for error in answer.body["errors"]} == {code}


async def test_too_much_at_once_is_coded(town: TownHall, monkeypatch: pytest.MonkeyPatch) -> None:
    await read(town, "liv", "title", await morning(town))
    monkeypatch.setattr(differences, "EVENTS_BETWEEN_MAX", 3)
    answer = await town.ask("liv", PAGE, {"from": {"position": "1"}})
    assert answer.code == "TOO_COMPLEX"
    assert "more than 3 events" in answer.body["errors"][0]["message"]
    alone = await town.ask("liv", OF_ITEM, {"from": {"position": "0"}, "letter": "letter-1"})
    assert alone.told["item"]["difference"]["isNew"]
