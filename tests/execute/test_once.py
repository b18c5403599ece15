"""A command is carried out once, however often and by however many processes it is brought."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import msgspec
import pytest

from labeltrail.events.decisions import Command
from labeltrail.events.identifiers import BatchId, ItemId, MemberId, ProjectId, TenantId
from labeltrail.events.ledger.errors import LedgerUnavailable
from labeltrail.events.rejections import Rule
from labeltrail.events.requests import Accepted, VersionConflict
from labeltrail.events.streams.batch import AddItemsToBatch
from labeltrail.events.streams.guideline import Clause, ReviseGuideline
from labeltrail.events.streams.item.commands import RegisterItem
from labeltrail.events.streams.item.facts import Modality
from labeltrail.events.streams.policy import PublishPolicy
from labeltrail.events.streams.project import AddMember, CreateProject, RemoveMember, Role
from labeltrail.events.streams.taxonomy import PublishTaxonomy
from tests.events.history import ITEM
from tests.events.owls import (
    ANY_VOICES,
    HOW_CLEAR,
    INES,
    LENA,
    LENIENT,
    MIRA,
    OSKAR,
    RUTH,
    TASKS,
    WHICH_OWL,
    clarity,
    owl,
    revise,
    submit,
)
from tests.events.taxonomies import retired
from tests.execute.desk import Desk, accepted, opened, refused

RIVAL = TenantId("rival-archive")


async def test_resent_command_gets_its_first_answer(desk: Desk) -> None:
    request = desk.request(submit(owl("tawny")), OSKAR)
    first = accepted(await desk.ask(request))
    again = accepted(await desk.ask(request))
    assert again == msgspec.structs.replace(first, is_duplicate=True)
    assert await desk.head() == first.position


async def test_resent_command_is_answered_after_the_state_moved_on(desk: Desk) -> None:
    """Today the same command would be refused: the member is gone, the label is there."""
    request = desk.request(submit(owl("tawny")), OSKAR)
    first = accepted(await desk.ask(request))
    await desk.label(LENA, "little")
    await desk.tell(RemoveMember(member=OSKAR))
    again = accepted(await desk.ask(request))
    assert again == msgspec.structs.replace(first, is_duplicate=True)


async def test_resend_with_a_later_clock_reading_is_the_same_command(desk: Desk) -> None:
    first = desk.request(submit(owl("tawny")), OSKAR)
    accepted(await desk.ask(first))
    later = desk.request(submit(owl("tawny")), OSKAR, command_id=first.command_id)
    assert later.act.now > first.act.now
    assert accepted(await desk.ask(later)).is_duplicate


async def test_two_processes_carry_it_out_once(desk: Desk, other: Desk) -> None:
    for _ in range(10):
        item_id = ItemId(f"rec-{uuid4()}")
        command = RegisterItem(item_id=item_id, modality=Modality.AUDIO)
        request = desk.request(command)
        results = await asyncio.gather(
            *(one.ask(request) for one in (desk, other) for _ in range(4))
        )
        positions = {accepted(one).position for one in results}
        assert positions == {await desk.head()}
        assert [accepted(one).is_duplicate for one in results].count(False) == 1


async def test_command_id_of_another_command_is_refused(desk: Desk) -> None:
    first = desk.request(submit(owl("tawny")), OSKAR)
    accepted(await desk.ask(first))
    head = await desk.head()
    for changed in (
        desk.request(submit(owl("little")), OSKAR, command_id=first.command_id),
        desk.request(submit(owl("tawny")), LENA, command_id=first.command_id),
        desk.request(AddMember(member=LENA, roles=(Role.REVIEWER,)), command_id=first.command_id),
    ):
        refused(await desk.ask(changed), Rule.COMMAND_ID_REUSED, ("command_id",))
    assert await desk.head() == head


async def test_refused_command_frees_its_id(desk: Desk) -> None:
    refusal = desk.request(submit(owl("barn")), OSKAR)
    path = ("answers", "species", "value", "class_id")
    refused(await desk.ask(refusal), Rule.CLASS_UNKNOWN, path)
    mended = desk.request(submit(owl("tawny")), OSKAR, command_id=refusal.command_id)
    assert not accepted(await desk.ask(mended)).is_duplicate


async def test_command_on_another_version_than_seen_is_not_carried_out(desk: Desk) -> None:
    seen = 1
    stale = desk.request(submit(owl("tawny")), OSKAR, expected_version=seen)
    await desk.label(LENA)
    conflict = await desk.ask(stale)
    assert conflict == VersionConflict(stream=f"item/{ITEM}", expected=seen, actual=2)
    fresh = desk.request(submit(owl("tawny")), OSKAR, expected_version=2)
    assert accepted(await desk.ask(fresh)).version == 3


async def test_version_zero_means_that_nothing_was_there(desk: Desk) -> None:
    command = RegisterItem(item_id=ItemId("rec-0413"), modality=Modality.AUDIO)
    accepted(await desk.ask(desk.request(command, expected_version=0)))
    taxonomy = PublishTaxonomy(tasks=TASKS, change_note="Again")
    conflict = await desk.ask(desk.request(taxonomy, expected_version=0))
    assert conflict == VersionConflict(stream="taxonomy", expected=0, actual=1)


async def test_one_of_ten_racing_writers_wins(desk: Desk, other: Desk) -> None:
    version = 1
    requests = [
        desk.request(submit(owl("tawny"), repeat=1), OSKAR, expected_version=version)
        for _ in range(10)
    ]
    desks = (desk, other) * 5
    results = await asyncio.gather(
        *(one.ask(request) for one, request in zip(desks, requests, strict=True))
    )
    won = [one for one in results if isinstance(one, Accepted)]
    assert len(won) == 1
    assert await desk.head() == won[0].position


async def test_ten_writers_that_do_not_mind_all_get_their_turn(desk: Desk, other: Desk) -> None:
    voters = [MemberId(f"listener-{number}") for number in range(10)]
    for voter in voters:
        await desk.tell(AddMember(member=voter, roles=(Role.ANNOTATOR,)))
    head = await desk.head()
    results = await asyncio.gather(
        *(
            one.ask(desk.request(submit(owl("tawny")), voter))
            for one, voter in zip((desk, other) * 5, voters, strict=True)
        )
    )
    positions = sorted(accepted(one).position for one in results)
    assert positions == list(range(head + 1, head + 11))


async def test_project_of_another_tenant_is_as_unknown_as_none(desk: Desk, other: Desk) -> None:
    known = desk.request(submit(owl("tawny")), OSKAR)
    accepted(await desk.ask(known))
    resent = msgspec.structs.replace(known, act=msgspec.structs.replace(known.act, tenant=RIVAL))
    missing = desk.request(AddMember(member=INES, roles=(Role.AUDITOR,)), tenant=RIVAL)
    absent = desk.request(submit(owl("tawny")), OSKAR, project_id=ProjectId("nowhere"))
    for one in (desk, other):
        for request in (resent, missing, absent):
            refused(await one.ask(request), Rule.PROJECT_UNKNOWN, ("project",))


async def test_id_of_a_project_is_taken_by_its_creation_only(desk: Desk) -> None:
    marsh = ProjectId("marsh")
    untitled = desk.request(CreateProject(title=""), project_id=marsh, tenant=RIVAL)
    refused(await desk.ask(untitled), Rule.TEXT_EMPTY, ("title",))
    command = CreateProject(title="Bitterns of the marsh")
    accepted(await desk.ask(desk.request(command, project_id=marsh)))
    again = desk.request(command, project_id=marsh)
    refused(await desk.ask(again), Rule.PROJECT_EXISTS, ("project",))
    elsewhere = desk.request(command, project_id=marsh, tenant=RIVAL)
    refused(await desk.ask(elsewhere), Rule.PROJECT_EXISTS, ("project",))
    nobody = desk.request(command, OSKAR, project_id=ProjectId("heath"))
    refused(await desk.ask(nobody), Rule.NOT_INSTANCE_ADMIN)


@pytest.mark.parametrize("name", ["", "Owls", "-owls", "o" * 64, "owls/..", "owls\x00", "\ud83e"])
async def test_project_id_that_no_address_takes_is_refused(desk: Desk, name: str) -> None:
    project_id = ProjectId(name)
    create = desk.request(CreateProject(title="Owls"), project_id=project_id)
    refused(await desk.ask(create), Rule.IDENTIFIER_MALFORMED, ("project",))
    label = desk.request(submit(owl("tawny")), OSKAR, project_id=project_id)
    refused(await desk.ask(label), Rule.PROJECT_UNKNOWN, ("project",))


@pytest.mark.parametrize("item_id", ["rec\x00", "rec\ud800", "", "r" * 5_000])
async def test_id_that_no_stream_can_have_is_refused(desk: Desk, item_id: str) -> None:
    command = msgspec.structs.replace(submit(owl("tawny")), item_id=ItemId(item_id))
    refused(await desk.ask(desk.request(command, OSKAR)), Rule.IDENTIFIER_MALFORMED, ("item_id",))


async def test_batch_and_items_that_no_stream_can_have_are_refused(desk: Desk) -> None:
    batch = AddItemsToBatch(batch_id=BatchId("april\x00"), item_ids=(ITEM,))
    refused(await desk.ask(desk.request(batch)), Rule.IDENTIFIER_MALFORMED, ("batch_id",))
    items = AddItemsToBatch(batch_id=BatchId("april"), item_ids=(ITEM, ItemId("rec\ud800")))
    refused(await desk.ask(desk.request(items)), Rule.IDENTIFIER_MALFORMED, ("item_ids", 1))


async def test_command_that_makes_too_large_an_event_is_refused(desk: Desk) -> None:
    clauses = tuple(
        Clause(number=str(number), title="Hoots", text="hoo " * 2_500) for number in range(110)
    )
    command = ReviseGuideline(clauses=clauses, change_note="All hoots of the year")
    refused(await desk.ask(desk.request(command)), Rule.TOO_MANY)


async def test_member_removed_by_another_process_acts_no_more(desk: Desk, other: Desk) -> None:
    await desk.tell(RemoveMember(member=OSKAR))
    refused(await other.ask(desk.request(submit(owl("tawny")), OSKAR)), Rule.ACTOR_NOT_MEMBER)


async def test_member_added_by_another_process_acts_at_once(desk: Desk, other: Desk) -> None:
    request = desk.request(submit(owl("tawny")), RUTH)
    refused(await other.ask(request), Rule.ROLE_MISSING)
    await desk.tell(RemoveMember(member=RUTH))
    await desk.tell(AddMember(member=RUTH, roles=(Role.ANNOTATOR,)))
    accepted(await other.ask(request))


async def test_taxonomy_published_by_another_process_is_obeyed(desk: Desk, other: Desk) -> None:
    gone = retired(HOW_CLEAR, ANY_VOICES)
    await desk.tell(
        PublishTaxonomy(tasks=(WHICH_OWL,), change_note="Clarity dropped", mapping=gone)
    )
    result = await other.ask(desk.request(submit(clarity(2), taxonomy=2), OSKAR))
    refused(result, Rule.TASK_UNKNOWN, ("answers", "quality"))
    warned = accepted(await other.ask(desk.request(submit(owl("tawny")), OSKAR)))
    assert warned.warnings == ("taxonomy version 2 is in force by now",)


async def test_versions_of_rules_run_on_across_processes(desk: Desk, other: Desk) -> None:
    command = PublishPolicy(policy=LENIENT, change_note="Again")
    for number, one in enumerate((desk, other, desk, other), start=2):
        accepted(await one.ask(desk.request(command, expected_version=number - 1)))
        assert (await one.executor.rules(desk.project_id)).policy.in_force == number


async def test_many_are_answered_in_their_order_each_by_itself(desk: Desk) -> None:
    await desk.register("rec-0413", "rec-0414")

    def label(item_id: str, species: str, repeat: int = 1) -> Command:
        return msgspec.structs.replace(submit(owl(species), repeat=repeat), item_id=ItemId(item_id))

    requests = [
        desk.request(label("rec-0413", "tawny"), OSKAR),
        desk.request(label("rec-0414", "barn"), OSKAR),
        desk.request(label("rec-0413", "little", 2), OSKAR),
        desk.request(label("rec-0413", "little", 2), OSKAR),
        desk.request(label("rec-0414", "tawny"), OSKAR),
        desk.request(label("rec-9999", "tawny"), OSKAR),
    ]
    results = await desk.executor.execute_many(requests)
    path = ("answers", "species", "value", "class_id")
    assert accepted(results[0]).command_id == requests[0].command_id
    refused(results[1], Rule.CLASS_UNKNOWN, path)
    assert accepted(results[2]).version == 3
    refused(results[3], Rule.LABEL_EXISTS, ("repeat",))
    assert accepted(results[4]).version == 2
    refused(results[5], Rule.ITEM_UNKNOWN, ("item_id",))
    assert all(
        accepted(one).is_duplicate
        for one in await desk.executor.execute_many([requests[0], requests[2], requests[4]])
    )


async def test_many_in_an_outage_fail_as_one_would(desk: Desk) -> None:
    """And what was recorded before it is found by the resend."""
    await desk.register("rec-0413", "rec-0414")
    recordings = [ItemId("rec-0413"), ItemId("rec-0414")]
    labels = [msgspec.structs.replace(submit(owl("tawny")), item_id=one) for one in recordings]
    requests = [desk.request(one, OSKAR) for one in labels]
    accepted(await desk.ask(requests[0]))
    await desk.ledger.aclose()
    with pytest.raises(LedgerUnavailable):
        await desk.executor.execute_many(requests)
    async with opened(desk.pool) as restarted:
        results = await restarted.executor.execute_many(requests)
    assert [accepted(one).is_duplicate for one in results] == [True, False]


async def test_revision_inherits_the_thread_of_what_it_answers(desk: Desk) -> None:
    label_id = await desk.label()
    command = msgspec.structs.replace(revise(1, owl("little")), label_id=label_id)
    revision = await desk.tell(command, OSKAR)
    events = await desk.events()
    submitted, revised = events[-2], events[-1]
    assert revised.causation_id == submitted.event_id == label_id
    assert revised.correlation_id == submitted.correlation_id == submitted.command_id
    assert revised.command_id == revision.command_id != submitted.command_id


async def test_what_a_rule_adds_is_caused_by_the_fact_before_it(desk: Desk) -> None:
    ties = msgspec.structs.replace(LENIENT, review_ties=True)
    await desk.tell(PublishPolicy(policy=ties, change_note="Ties to review"), MIRA)
    await desk.label(OSKAR, "tawny")
    await desk.label(LENA, "little")
    label, request = (await desk.events())[-2:]
    assert (request.type, request.actor) == ("ReviewRequested", "system")
    assert request.causation_id == label.event_id
    assert request.correlation_id == label.correlation_id
    assert request.command_id == label.command_id
