"""Projects, members, taxonomies, guidelines and policies through the API."""

from __future__ import annotations

from typing import Any

from labeltrail.events.identifiers import MemberId, TenantId
from tests.api.townhall import CLAUSES, PROJECT, TASKS, Refusal, TownHall, retiring


async def test_creator_is_the_first_manager(hall: TownHall) -> None:
    fields = "project { projectId title members(first: 5) { nodes { memberId roles } } }"
    told = await hall.accepted("ada", "createProject", {"title": "Letters"}, fields)
    assert (told["position"], told["version"]) == ("1", 1)
    assert told["project"] == {
        "projectId": PROJECT,
        "title": "Letters",
        "members": {"nodes": [{"memberId": "ada", "roles": ["MANAGER"]}]},
    }


LETTERS = {"title": "Letters"}

REFUSED_PROJECTS: dict[str, Refusal] = {
    "taken id": (
        "ada",
        "createProject",
        LETTERS,
        ("Refused", "PROJECT_EXISTS", ["project"]),
    ),
    "malformed id": (
        "ada",
        "createProject",
        {**LETTERS, "project": "Letters 1911"},
        ("ValidationFailed", "IDENTIFIER_MALFORMED", ["project"]),
    ),
    "empty title": (
        "ada",
        "createProject",
        {"title": " ", "project": "letters-1912"},
        ("ValidationFailed", "TEXT_EMPTY", ["title"]),
    ),
    "key without administration": (
        "bo",
        "createProject",
        {**LETTERS, "project": "letters-1912"},
        ("Forbidden", "NOT_INSTANCE_ADMIN", []),
    ),
}


async def test_project_is_refused(town: TownHall) -> None:
    await town.refuses(REFUSED_PROJECTS)


async def test_id_of_another_tenant_is_taken_without_a_look_inside(town: TownHall) -> None:
    issued = await town.parts.keys.issue(
        tenant=TenantId("village"),
        actor=MemberId("reeve"),
        issued_by="tests",
        is_instance_admin=True,
    )
    town._keys["reeve"] = issued.text
    told = await town.mutate("reeve", "createProject", {"title": "Ours"})
    assert told["code"] == "PROJECT_EXISTS"
    told = await town.mutate("reeve", "addMember", {"member": "reeve", "roles": ["MANAGER"]})
    assert (told["__typename"], told["code"]) == ("NotFound", "PROJECT_UNKNOWN")


async def test_members_join_change_and_leave(town: TownHall) -> None:
    fields = "member { memberId roles memberKind }"
    joining = {"member": "guesser", "roles": ["ANNOTATOR"], "memberKind": "MODEL"}
    told = await town.accepted("ada", "addMember", joining, fields)
    assert told["member"] == {
        "memberId": "guesser",
        "roles": ["ANNOTATOR"],
        "memberKind": "MODEL",
    }
    changed = {"member": "rae", "roles": ["REVIEWER", "ADJUDICATOR"]}
    told = await town.accepted("ada", "changeMemberRoles", changed, fields)
    assert set(told["member"]["roles"]) == {"REVIEWER", "ADJUDICATOR"}
    told = await town.accepted("ada", "removeMember", {"member": "rae"}, fields)
    assert told["member"] is None


REFUSED_MEMBERS: dict[str, Refusal] = {
    "member already": (
        "ada",
        "addMember",
        {"member": "bo", "roles": ["REVIEWER"]},
        ("Refused", "MEMBER_EXISTS", ["member"]),
    ),
    "reserved id": (
        "ada",
        "addMember",
        {"member": "system", "roles": ["REVIEWER"]},
        ("Refused", "MEMBER_ID_RESERVED", ["member"]),
    ),
    "no roles": (
        "ada",
        "addMember",
        {"member": "di", "roles": []},
        ("ValidationFailed", "NOTHING_GIVEN", ["roles"]),
    ),
    "service that judges": (
        "ada",
        "changeMemberRoles",
        {"member": "quill", "roles": ["SERVICE", "ANNOTATOR"]},
        ("Refused", "SERVICE_DOES_NOT_JUDGE", ["roles"]),
    ),
    "unknown member": (
        "ada",
        "changeMemberRoles",
        {"member": "di", "roles": ["REVIEWER"]},
        ("NotFound", "MEMBER_UNKNOWN", ["member"]),
    ),
    "last manager": (
        "ada",
        "removeMember",
        {"member": "ada"},
        ("Refused", "LAST_MANAGER", ["member"]),
    ),
    "annotator as manager": (
        "bo",
        "removeMember",
        {"member": "cy"},
        ("Forbidden", "ROLE_MISSING", []),
    ),
}


async def test_member_is_refused(town: TownHall) -> None:
    await town.refuses(REFUSED_MEMBERS)


async def test_removed_member_knows_no_project(town: TownHall) -> None:
    await town.accepted("ada", "removeMember", {"member": "bo"})
    told = await town.mutate("bo", "skipItem", {"itemId": "letter-1", "reason": "OTHER"})
    assert (told["__typename"], told["code"]) == ("NotFound", "PROJECT_UNKNOWN")


async def test_rules_are_published_in_versions(town: TownHall) -> None:
    given: dict[str, Any] = {
        "tasks": TASKS[:1],
        "changeNote": "Urgency is for the mayor.",
        "mapping": retiring(TASKS[1]),
    }
    fields = "taxonomy { version tasks { name classes { classId } } }"
    told = await town.accepted("ada", "publishTaxonomy", given, fields)
    assert told["taxonomy"]["version"] == told["version"] == 2
    given = {"clauses": CLAUSES[:1], "changeNote": "One is enough."}
    fields = "guideline { revision clauses { number } }"
    told = await town.accepted("ada", "reviseGuideline", given, fields)
    assert told["guideline"] == {"revision": 2, "clauses": [{"number": "1"}]}
    told = await town.accepted("ada", "publishGuideline", {"guidelineRevision": 2}, fields)
    assert told["guideline"]["revision"] == 2
    coverage = {"metric": "COVERAGE", "comparison": "AT_LEAST", "threshold": "0.95"}
    given = {
        "policy": {"overlap": 3, "quorum": 2, "requirements": [coverage]},
        "changeNote": "Three readers.",
    }
    fields = "policy { version overlap requirements { metric threshold } }"
    told = await town.accepted("ada", "publishPolicy", given, fields)
    assert told["policy"] == {
        "version": 2,
        "overlap": 3,
        "requirements": [{"metric": "COVERAGE", "threshold": "0.95"}],
    }


TWINS = [TASKS[0]["classes"][0]] * 2
NO_RANKS = [{**one, "rank": None} for one in TASKS[1]["classes"]]
ALPHA = {"metric": "ALPHA_NOMINAL", "comparison": "AT_LEAST", "threshold": "0.667"}


NOTE = {"changeNote": "Why not?"}

REFUSED_RULES: dict[str, Refusal] = {
    "class twice": (
        "ada",
        "publishTaxonomy",
        {**NOTE, "tasks": [{**TASKS[0], "classes": TWINS}]},
        ("ValidationFailed", "DUPLICATE_GIVEN", ["tasks", "0", "classes", "1"]),
    ),
    "scale without ranks": (
        "ada",
        "publishTaxonomy",
        {**NOTE, "tasks": [TASKS[0], {**TASKS[1], "classes": NO_RANKS}]},
        ("ValidationFailed", "TASK_MALFORMED", ["tasks", "1", "classes"]),
    ),
    "no change note": (
        "ada",
        "reviseGuideline",
        {"clauses": CLAUSES, "changeNote": ""},
        ("ValidationFailed", "TEXT_EMPTY", ["changeNote"]),
    ),
    "clause without text": (
        "ada",
        "reviseGuideline",
        {**NOTE, "clauses": [CLAUSES[0], {**CLAUSES[1], "text": ""}]},
        ("ValidationFailed", "TEXT_EMPTY", ["clauses", "1", "text"]),
    ),
    "revision in force already": (
        "ada",
        "publishGuideline",
        {"guidelineRevision": 1},
        ("Refused", "GUIDELINE_ALREADY_PUBLISHED", ["guidelineRevision"]),
    ),
    "revision that was never drafted": (
        "ada",
        "publishGuideline",
        {"guidelineRevision": 2},
        ("NotFound", "GUIDELINE_REVISION_UNKNOWN", ["guidelineRevision"]),
    ),
    "quorum beyond the overlap": (
        "ada",
        "publishPolicy",
        {**NOTE, "policy": {"overlap": 2, "quorum": 3}},
        ("ValidationFailed", "POLICY_CONTRADICTORY", ["policy", "quorum"]),
    ),
    "agreement on no task": (
        "ada",
        "publishPolicy",
        {**NOTE, "policy": {"overlap": 2, "quorum": 2, "requirements": [ALPHA]}},
        ("ValidationFailed", "TASK_UNKNOWN", ["policy", "requirements", "0", "task"]),
    ),
    "reviewer who makes rules": (
        "rae",
        "publishPolicy",
        {**NOTE, "policy": {"overlap": 1, "quorum": 1}},
        ("Forbidden", "ROLE_MISSING", []),
    ),
}


async def test_rules_are_refused(town: TownHall) -> None:
    await town.refuses(REFUSED_RULES)
