"""`labeltrail people`: roles, standing and tests of a project's members, and gold they know."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from labeltrail.backend.cli.reading import position_of, reading
from labeltrail.backend.cli.running import run
from labeltrail.backend.cli.standing import point
from labeltrail.backend.cli.terminal import console, note, print_json, table
from labeltrail.events.streams.project import Role
from labeltrail.projections.people.roster import Person, Roster, roster

HEAD = ("member", "roles", "standing", "qualified for", "to pass", "golds seen")

EXAMPLES = """\b
Examples:
  labeltrail people fitness
  labeltrail people fitness --at 2026-03-01
  labeltrail people fitness --json | jq '.people[] | select(.suspension) | .member'

\b
standing: suspended, by which cause and since which position; "votes dropped" where the policy takes
no account of what suspended annotators labeled.
to pass: tests of the policy that are not passed yet: right answers of those given, and how many
are wanted.
golds seen: golds in force whose items were labeled; in brackets those labeled too often to measure
anything any more.
"""


def people(
    project: Annotated[str, typer.Argument(help="The project's id.")],
    at: Annotated[
        str | None, typer.Option(metavar="POSITION|TIME", help="As of then; else now.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Show members with their roles, standing, qualification and exposure to gold."""
    found = run(_roster(project, at))
    if as_json:
        print_json(as_plain(found))
        return
    tell(console(), found)
    note(point(found.holds_for))


async def _roster(project: str, at: str | None) -> Roster:
    async with reading(project) as parts:
        position = None if at is None else await position_of(parts.pool, project, at)
        return await roster(parts.pool, project, position=position)


def tell(out: Console, found: Roster) -> None:
    table(out, HEAD, [_row(one) for one in found.persons])
    if found.two_persons:
        out.print("What weakens quality takes two managers.", soft_wrap=True)
    if found.proposals_open:
        number = found.proposals_open
        waiting = "1 proposal waits" if number == 1 else f"{number} proposals wait"
        out.print(f"{waiting} for a second manager.", soft_wrap=True)


def _row(one: Person) -> tuple[str, ...]:
    known = f" ({one.golds_known} known)" if one.golds_known else ""
    return (
        one.member,
        ", ".join(one.roles),
        standing_of(one),
        ", ".join("every task" if held.task is None else held.task for held in one.qualifications),
        ", ".join(
            f"{task}: {test.right} of {test.answered} right, {test.wanted} wanted"
            for task, test in one.tests.items()
        ),
        f"{one.golds_seen}{known}" if Role.ANNOTATOR in one.roles else "",
    )


def standing_of(one: Person) -> str:
    """In a few words; nothing for whoever only has roles."""
    if one.suspension is not None:
        cause = one.suspension.cause.replace("_", " ")
        dropped = ", votes dropped" if one.votes_dropped else ""
        return f"suspended at {one.suspension.position}: {cause}{dropped}"
    if Role.ANNOTATOR not in one.roles:
        return ""
    return "to be tested" if one.tests else "may label"


def as_plain(found: Roster) -> dict[str, object]:
    return {
        "asOf": found.holds_for,
        "twoPersons": found.two_persons,
        "proposalsOpen": found.proposals_open,
        "people": [
            {
                "member": one.member,
                "kind": one.member_kind,
                "roles": one.roles,
                "standing": standing_of(one),
                "suspension": one.suspension,
                "votesDropped": one.votes_dropped,
                "qualifications": one.qualifications,
                "tests": one.tests,
                "goldsSeen": one.golds_seen,
                "goldsKnown": one.golds_known,
            }
            for one in found.persons
        ],
    }
