"""Rules and members as of every position are those that were told live there, with the moment."""

from __future__ import annotations

from typing import Any

from labeltrail.events.identifiers import ProjectId
from labeltrail.events.ledger import read as ledger
from labeltrail.graphql.known import KnownRules
from tests.api.townhall import CLAUSES, PEOPLE, PROJECT, TASKS, TownHall, retiring

RULES = (
    "taxonomy{at} { version isInForce tasks { name classes { classId } } }"
    " guideline{at} { revision isInForce isPublished clauses { number text } }"
    " policy{at} { version isInForce overlap quorum }"
    " first: policy(version: 1{more}) { version isInForce overlap }"
    " draft: guideline(revision: 2{more}) { revision isPublished isInForce }"
    " members(first: 50{more}) { nodes { memberId roles memberKind } totalCount }"
)
LIVE = RULES.replace("{at}", "").replace("{more}", "")
PAST = RULES.replace("{at}", "(asOf: $asOf)").replace("{more}", ", asOf: $asOf")
TOKENS = (
    "taxonomy{at} { asOf { position taxonomyVersion recordedAt } }"
    " members(first: 1{more}) { asOf { position policyVersion } }"
)


INFO, END = "pageInfo", "endCursor"


async def asked(town: TownHall, inside: str, **variables: Any) -> dict[str, Any]:
    declared = "($asOf: AsOfInput)" if "$asOf" in inside else ""
    query = f'query {declared} {{ project(id: "{PROJECT}") {{ {inside} }} }}'
    told: dict[str, Any] = (await town.ask("liv", query, variables)).told["project"]
    return told


async def head(town: TownHall) -> int:
    return await ledger.head(town.parts.pool, PROJECT)


async def test_rules_at_a_position_are_those_told_live(town: TownHall) -> None:
    steps: list[tuple[str, dict[str, Any]]] = [
        ("removeMember", {"member": "cy"}),
        ("reviseGuideline", {"clauses": CLAUSES[:1], "changeNote": "One will do."}),
        ("publishPolicy", {"policy": {"overlap": 3, "quorum": 1}, "changeNote": "Stricter."}),
        ("changeMemberRoles", {"member": "rae", "roles": ["REVIEWER", "ADJUDICATOR"]}),
        ("publishGuideline", {"guidelineRevision": 2}),
        (
            "publishTaxonomy",
            {
                "tasks": TASKS[:1],
                "changeNote": "Urgency is plain.",
                "mapping": retiring(TASKS[1]),
            },
        ),
        ("addMember", {"member": "cy", "roles": ["REVIEWER"]}),
    ]
    live = {await head(town): await asked(town, LIVE)}
    for mutation, given in steps:
        await town.accepted("ada", mutation, given)
        live[await head(town)] = await asked(town, LIVE)
    assert len({str(one) for one in live.values()}) == len(steps) + 1
    for position, answered in live.items():
        assert await asked(town, PAST, asOf={"position": str(position)}) == answered
    nothing = await asked(town, PAST, asOf={"position": "0"})
    assert nothing["members"] == {"nodes": [], "totalCount": 0}
    assert nothing["policy"] is nothing["taxonomy"] is nothing["guideline"] is None


async def test_answers_name_the_moment_that_they_hold_for(town: TownHall) -> None:
    now = await asked(town, TOKENS.replace("{at}", "").replace("{more}", ""))
    last = str(await head(town))
    assert now["taxonomy"]["asOf"]["position"] == last
    assert now["taxonomy"]["asOf"]["recordedAt"] is not None
    assert now["members"]["asOf"] == {"position": last, "policyVersion": 1}
    tokens = TOKENS.replace("{at}", "(asOf: $asOf)").replace("{more}", ", asOf: $asOf")
    past = await asked(town, tokens, asOf={"position": "9"})
    assert past["members"]["asOf"] == {"position": "9", "policyVersion": 0}


async def test_token_is_where_the_rules_seen_still_stood(town: TownHall) -> None:
    """Rules that change while a request runs: what was seen holds for before the change."""
    known = KnownRules(town.parts.pool, town.parts.executor)
    seen = await known.now(ProjectId(PROJECT))
    last = await head(town)
    await town.accepted("ada", "removeMember", {"member": "cy"})
    await town.accepted("quill", "registerItem", {"itemId": "letter-9", "modality": "TEXT"})
    assert (await known.standing(ProjectId(PROJECT), seen)).position == last
    fresh = await known.now(ProjectId(PROJECT))
    assert (await known.standing(ProjectId(PROJECT), fresh)).position == last + 2


async def test_members_of_the_past_page_without_naming_it_again(town: TownHall) -> None:
    position = await head(town)
    page = "members(first: 3{more}) { nodes { id memberId } pageInfo { endCursor hasNextPage } }"
    first = page.replace("{more}", ", asOf: $asOf")
    found = (await asked(town, first, asOf={"position": str(position)}))["members"]
    for name in ("bo", "rae", "quill"):
        await town.accepted("ada", "removeMember", {"member": name})
    everyone = list(found["nodes"])
    while found["pageInfo"]["hasNextPage"]:
        after = f', after: "{found[INFO][END]}"'
        found = (await asked(town, page.replace("{more}", after)))["members"]
        everyone += found["nodes"]
    assert [one["memberId"] for one in everyone] == sorted(PEOPLE)
    ids = [one["id"] for one in everyone]
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Member { memberId } } }"
    nodes = (await town.ask("liv", query, {"ids": ids})).told["nodes"]
    assert nodes == everyone, "an id of the past answers as of its moment"
    other = f', after: "{found[INFO][END]}", asOf: $asOf'
    query = page.replace("{more}", other)
    refused = await town.ask(
        "liv",
        f'query ($asOf: AsOfInput) {{ project(id: "{PROJECT}") {{ {query} }} }}',
        {"asOf": {"position": str(position - 1)}},
    )
    assert refused.code == "BAD_CURSOR"
