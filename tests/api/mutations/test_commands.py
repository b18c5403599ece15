"""What holds for every command: once per command id, on the version seen, by whom it may come."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import pytest
import strawberry

from labeltrail.events.decisions import Command
from labeltrail.events.rejections import Kind, Rejection, Rule
from labeltrail.events.streams.authority import SYSTEM_COMMANDS
from labeltrail.events.streams.item.facts import Modality
from labeltrail.graphql import refusals
from labeltrail.graphql.inputs.certificate import ApproveWaiverInput
from labeltrail.graphql.inputs.items import AttributeInput, RegisterItemInput
from labeltrail.graphql.inputs.policy import PolicyInput, PublishPolicyInput
from labeltrail.graphql.inputs.policy_escalating import EscalationLevelInput
from labeltrail.graphql.schema import served
from tests.api.townhall import LETTERS, TownHall, labeling

MANY_OF_ONE = {"submitLabels", "registerItems"}
WAYS_TO = {
    "assignSplit": "assignSplits",
    "drawSplits": "assignSplits",
    "claimNext": "assignItem",
    "recordEvaluation": "evaluateModel",
}
"""Mutations that find out what a command of another name is given with."""
OF_THE_SYSTEM = {one.__name__[0].lower() + one.__name__[1:] for one in SYSTEM_COMMANDS}


def command_id() -> dict[str, str]:
    return {"commandId": str(uuid4())}


def test_every_command_is_a_mutation_of_its_name() -> None:
    mutation = served().mutation_type
    assert mutation is not None
    commands = {each.__name__[0].lower() + each.__name__[1:] for each in Command.__args__}
    ways = {WAYS_TO.get(name, name) for name in set(mutation.fields) - MANY_OF_ONE}
    assert ways <= commands
    assert commands - ways <= OF_THE_SYSTEM


@pytest.mark.parametrize("rule", Rule, ids=lambda rule: rule.code)
def test_every_rule_is_a_member_of_the_payload(rule: Rule) -> None:
    members = {
        Kind.INVALID: refusals.ValidationFailed,
        Kind.NOT_FOUND: refusals.NotFound,
        Kind.FORBIDDEN: refusals.Forbidden,
        Kind.REFUSED: refusals.Refused,
    }
    told = refusals.refusal(Rejection(rule, "Because."), object(), ("input",))
    if rule is Rule.ACTOR_NOT_MEMBER:  # as if there were no project
        assert (type(told), told.code) == (refusals.NotFound, "PROJECT_UNKNOWN")
    else:
        assert (type(told), told.code) == (members[rule.kind], rule.code)


def test_path_by_a_name_becomes_the_place_where_it_was_written() -> None:
    wards = [AttributeInput(name="hand", value="ink"), AttributeInput(name="ward", value="")]
    given = RegisterItemInput(
        command_id=uuid4(),
        project=strawberry.ID("letters-1911"),
        item_id=strawberry.ID("letter-4"),
        modality=Modality.TEXT,
        attributes=wards,
    )
    rejection = Rejection(Rule.TEXT_EMPTY, "Write something.", ("attributes", "ward"))
    told = refusals.refusal(rejection, given, ("input", "items", "7"))
    assert told.path == ["input", "items", "7", "attributes", "1"]


def test_path_names_the_field_as_the_client_calls_it() -> None:
    hall = strawberry.ID("letters-1911")
    level = EscalationLevelInput(title="Desk", hours=4)
    policy = PolicyInput(overlap=1, quorum=1, escalation_levels=[level, level])
    publish = PublishPolicyInput(
        command_id=uuid4(), project=hall, policy=policy, change_note="Levels."
    )
    both = ("policy", "escalating", "levels", 1, "owners")
    told = refusals.refusal(Rejection(Rule.POLICY_CONTRADICTORY, "Or.", both), publish, ("input",))
    assert told.path == ["input", "policy", "escalationLevels", "1", "owners"]
    approve = ApproveWaiverInput(
        command_id=uuid4(), project=hall, batch_id=strawberry.ID("notes"), waiver_id=uuid4()
    )
    told = refusals.refusal(Rejection(Rule.WAIVER_UNKNOWN, "No.", ("waiver",)), approve, ("input",))
    assert told.path == ["input", "waiverId"]


async def test_command_sent_again_is_answered_as_before(town: TownHall) -> None:
    given = {**labeling("letter-1"), **command_id()}
    fields = "label { labelId currentEventId annotator }"
    first = await town.accepted("bo", "submitLabel", given, fields)
    await town.label("cy", "letter-1", "parks")
    again = await town.accepted("bo", "submitLabel", given, fields)
    assert (first.pop("isDuplicate"), again.pop("isDuplicate")) == (False, True)
    assert again == first


async def test_command_sent_many_times_at_once_is_carried_out_once(town: TownHall) -> None:
    given = {**labeling("letter-1"), **command_id()}
    told = await asyncio.gather(
        *(town.accepted("bo", "submitLabel", given, "label { labelId }") for _ in range(8))
    )
    assert sorted(one["isDuplicate"] for one in told) == [False, *[True] * 7]
    assert len({one["label"]["labelId"] for one in told}) == 1


async def test_words_sent_again_are_the_same_command(town: TownHall) -> None:
    given = {"itemId": "letter-1", "question": "May I?", **command_id()}
    first = await town.accepted("bo", "raiseEscalation", given, "escalation { escalationId }")
    again = await town.accepted("bo", "raiseEscalation", given, "escalation { escalationId }")
    assert again["isDuplicate"] is True
    assert again["escalation"] == first["escalation"]
    told = await town.mutate("bo", "raiseEscalation", {**given, "question": "Must I?"})
    assert (told["__typename"], told["code"]) == ("Refused", "COMMAND_ID_REUSED")


@pytest.mark.parametrize(
    "other",
    [
        labeling("letter-1", "parks"),
        labeling("letter-2"),
        {**labeling("letter-1"), "repeat": 2},
        {**labeling("letter-1"), "secondsSpent": 3.0},
    ],
    ids=["other value", "other item", "other repeat", "other time"],
)
async def test_command_id_of_another_command_is_refused(
    town: TownHall, other: dict[str, Any]
) -> None:
    reused = command_id()
    await town.accepted("bo", "submitLabel", {**labeling("letter-1"), **reused})
    told = await town.mutate("bo", "submitLabel", {**other, **reused})
    assert (told["__typename"], told["code"]) == ("Refused", "COMMAND_ID_REUSED")
    assert told["path"] == ["input", "commandId"]


async def test_command_id_of_somebody_else_tells_nothing_of_their_act(town: TownHall) -> None:
    given = {**labeling("letter-1"), **command_id()}
    await town.accepted("bo", "submitLabel", given)
    told = await town.mutate("cy", "submitLabel", given)
    assert (told["__typename"], told["code"]) == ("Refused", "COMMAND_ID_REUSED")
    assert "bo" not in told["message"]


async def test_refused_command_may_be_sent_again_when_its_reason_is_gone(town: TownHall) -> None:
    given = {**labeling("letter-4"), **command_id()}
    told = await town.mutate("bo", "submitLabel", given)
    assert told["code"] == "ITEM_UNKNOWN"
    await town.accepted("quill", "registerItem", {"itemId": "letter-4", "modality": "TEXT"})
    told = await town.accepted("bo", "submitLabel", given)
    assert told["isDuplicate"] is False


async def test_version_that_was_seen_holds(town: TownHall) -> None:
    batch = {"batchId": "march"}
    opened = await town.accepted("ada", "openBatch", {**batch, "title": "March"})
    assert opened["version"] == 1
    filling = {**batch, "itemIds": [LETTERS[0]], "expectedVersion": 1}
    filled = await town.accepted("ada", "addItemsToBatch", filling)
    assert filled["version"] == 2
    told = await town.mutate("ada", "closeBatch", {**batch, "expectedVersion": 1})
    assert (told["__typename"], told["code"]) == ("VersionConflict", "VERSION_CONFLICT")
    assert told["currentVersion"] == 2
    assert told["path"] == ["input", "expectedVersion"]
    await town.accepted("ada", "closeBatch", {**batch, "expectedVersion": 2})


async def test_version_of_the_rules_holds_too(town: TownHall) -> None:
    change = {"policy": {"overlap": 3, "quorum": 2}, "changeNote": "Three."}
    told = await town.mutate("ada", "publishPolicy", {**change, "expectedVersion": 0})
    assert (told["__typename"], told["currentVersion"]) == ("VersionConflict", 1)
    told = await town.accepted("ada", "publishPolicy", {**change, "expectedVersion": 1})
    assert told["version"] == 2


async def test_one_of_many_on_the_same_version_wins(town: TownHall) -> None:
    given = {"member": "bo", "expectedVersion": 7}
    told = await asyncio.gather(
        *(
            town.mutate("ada", "changeMemberRoles", {**given, "roles": [role]})
            for role in ("ANNOTATOR", "REVIEWER", "ADJUDICATOR", "AUDITOR")
        )
    )
    kinds = sorted(one["__typename"] for one in told)
    assert kinds == ["ChangeMemberRolesSuccess", *["VersionConflict"] * 3]


@pytest.mark.parametrize(
    ("mutation", "person", "given"),
    [
        ("skipItem", "annotator", {"reason": "OTHER", "annotator": "bo"}),
        ("requestReview", "requestedBy", {"requestedBy": "bo"}),
        ("raiseEscalation", "raisedBy", {"question": "May she?", "raisedBy": "bo"}),
    ],
)
async def test_service_acts_for_others_and_others_do_not(
    town: TownHall, mutation: str, person: str, given: dict[str, str]
) -> None:
    given = {**given, "itemId": "letter-1"}
    told = await town.mutate("cy", mutation, given)
    assert (told["__typename"], told["code"]) == ("Forbidden", "ON_BEHALF_NOT_ALLOWED")
    told = await town.mutate("quill", mutation, {**given, person: "liv"})
    assert (told["__typename"], told["code"]) == ("Forbidden", "ROLE_MISSING")
    told = await town.mutate("quill", mutation, {**given, person: ""})
    assert (told["__typename"], told["code"]) == ("Forbidden", "ROLE_MISSING")
    await town.accepted("quill", mutation, given)


async def test_words_of_strangers_are_not_kept(town: TownHall) -> None:
    given = {"itemId": "letter-1", "question": "What do you have here?"}
    told = await town.mutate("mallory", "raiseEscalation", given)
    assert (told["__typename"], told["code"]) == ("NotFound", "PROJECT_UNKNOWN")
    assert await town.parts.pool.fetchval("SELECT count(*) FROM directory.subject_keys") == 0
