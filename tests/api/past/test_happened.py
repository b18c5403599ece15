"""What had happened by a time within what was known: an importer tells late, over the API."""

from __future__ import annotations

from typing import Any

from tests.api.letters import morning, read
from tests.api.townhall import PROJECT, TownHall, labeling

LABELS = (
    "labels(first: 20, asOf: $asOf, occurredBy: $by)"
    " { nodes { annotator answers { json } } asOf { position } }"
)
TIMELINE = (
    "timeline(first: $first, after: $after, asOf: $asOf, occurredBy: $by)"
    " { nodes { type actor occurredAt sentence } pageInfo { endCursor hasNextPage } }"
)


async def asked(town: TownHall, inside: str, actor: str = "liv", **given: Any) -> dict[str, Any]:
    query = (
        "query ($asOf: AsOfInput, $by: DateTime, $first: Int = 50, $after: String) {"
        f' item(project: "{PROJECT}", itemId: "letter-1") {{ {inside} }} }}'
    )
    declared = {name: given[name] for name in given}
    for name in ("first", "after"):
        if f"${name}" not in inside:
            query = query.replace(", $first: Int = 50, $after: String", "")
    told: dict[str, Any] = (await town.ask(actor, query, declared)).told["item"]
    return told


async def imported(town: TownHall, annotator: str, concern: str, at: str) -> str:
    given = {**labeling("letter-1", concern), "annotator": annotator, "occurredAt": at}
    return str((await town.accepted("quill", "submitLabel", given))["position"])


async def test_late_news_of_an_early_label(town: TownHall) -> None:
    known = await imported(town, "bo", "noise", "1911-03-03T09:00:00Z")
    last = await imported(town, "cy", "roads", "1911-03-02T09:00:00Z")
    await read(town, "liv", "title", int(last))

    async def who(by: str | None, position: str | None = None) -> list[str]:
        as_of = {"position": position} if position is not None else None
        labels = (await asked(town, LABELS, asOf=as_of, by=by))["labels"]
        assert position is None or labels["asOf"]["position"] == position
        return [one["annotator"] for one in labels["nodes"]]

    assert await who("1911-03-02T12:00:00Z", known) == []
    assert await who("1911-03-02T12:00:00Z") == ["cy"]
    assert await who("1911-03-04T12:00:00Z", known) == ["bo"]
    assert await who("1911-03-04T12:00:00Z") == ["cy", "bo"], "in the order of happening"
    assert await who(None) == ["bo", "cy"], "in the order of telling"


async def test_timeline_in_the_order_of_happening_pages(town: TownHall) -> None:
    for number, annotator in ((3, "bo"), (1, "cy")):
        last = await imported(town, annotator, "noise", f"1911-03-0{number}T09:00:00Z")
    await read(town, "liv", "title", int(last))
    by = {"by": "2999-01-01T00:00:00Z"}
    whole = (await asked(town, TIMELINE, **by))["timeline"]["nodes"]
    assert [one["type"] for one in whole] == ["LabelSubmitted", "LabelSubmitted", "ItemRegistered"]
    assert [one["occurredAt"][:10] for one in whole[:2]] == ["1911-03-01", "1911-03-03"]
    pages: list[Any] = []
    after = None
    while len(pages) < len(whole):
        page = (await asked(town, TIMELINE, first=1, after=after, **by))["timeline"]
        pages += page["nodes"]
        after = page["pageInfo"]["endCursor"]
    assert pages == whole
    assert not page["pageInfo"]["hasNextPage"]


async def test_who_may_still_label_sees_no_more_by_time(town: TownHall) -> None:
    await read(town, "liv", "title", await morning(town))
    by = {"by": "2999-01-01T00:00:00Z"}
    hidden = await asked(town, LABELS, "dee", **by)
    assert hidden["labels"]["nodes"] == []
    shown = (await asked(town, TIMELINE, "dee", **by))["timeline"]["nodes"]
    assert {one["type"] for one in shown} == {"ItemRegistered", "ItemsAddedToBatch"}
    own = await asked(town, LABELS, "cy", **by)
    assert [one["annotator"] for one in own["labels"]["nodes"]] == ["cy"]


async def test_guideline_that_was_in_force_by_a_time(town: TownHall) -> None:
    query = (
        f'query ($by: DateTime) {{ project(id: "{PROJECT}") {{'
        " guideline(occurredBy: $by) { revision isInForce asOf { position } } } }"
    )
    before = await town.ask("liv", query, {"by": "1911-03-01T00:00:00Z"})
    assert before.told["project"]["guideline"] is None
    since = await town.ask("liv", query, {"by": "2999-01-01T00:00:00Z"})
    assert since.told["project"]["guideline"]["revision"] == 1
    assert since.told["project"]["guideline"]["isInForce"]
