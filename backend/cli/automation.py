"""`labeltrail automation`: what the policy's rules did by themselves, or would have done."""

from __future__ import annotations

from itertools import chain
from typing import Annotated

import msgspec
import typer

from labeltrail.backend.cli.faults import ExitCode
from labeltrail.backend.cli.reading import position_of, reading
from labeltrail.backend.cli.running import run
from labeltrail.backend.cli.terminal import console, note, print_json, table, word
from labeltrail.events.ledger import read
from labeltrail.events.streams.apart import AUTOMATION
from labeltrail.events.streams.policy import AutomaticRule, Mode
from labeltrail.projections import history
from labeltrail.projections.automation import acts, progress
from labeltrail.projections.automation.progress import Standing
from labeltrail.projections.snapshot import rules_at
from labeltrail.projections.timeline import Entry

LAST_SHOWN = 10

EXAMPLES = """\b
Examples:
  labeltrail automation fitness             every rule, its mode, and the last acts with reasons
  labeltrail automation fitness --last 100
  labeltrail automation fitness --at 2026-03-03
  labeltrail automation fitness --json

\b
The policy sets the mode of each rule: off, observe (what it would have done is recorded, and
nothing of it done) or on. Exit code 1: the rules cannot be looked after, and why.
"""


class RuleShown(msgspec.Struct, frozen=True, kw_only=True):
    rule: AutomaticRule
    mode: Mode
    applied: int
    observed: int


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """`standing` is None of the past, and for a project whose rules nobody has looked after."""

    position: int
    standing: Standing | None
    rules: list[RuleShown]
    acts: list[Entry]


def automation(
    project: Annotated[str, typer.Argument(help="The project's id.")],
    last: Annotated[
        int, typer.Option(min=0, max=10_000, help="So many of the last acts.")
    ] = LAST_SHOWN,
    at: Annotated[
        str | None, typer.Option(metavar="POINT", help="As of this position or time.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Show what a project's automatic rules did, or would have done, and why."""
    shown = run(_shown(project, last, at))
    if as_json:
        print_json(shown)
    else:
        _tell(shown)
    if shown.standing is not None and shown.standing.failure is not None:
        raise typer.Exit(ExitCode.REFUSED)


async def _shown(project: str, last: int, at: str | None) -> Shown:
    async with reading(project) as parts:
        past = None if at is None else await position_of(parts.pool, project, at)
        position = await read.head(parts.pool, project) if past is None else past
        policy = (await rules_at(parts.pool, project, position)).policy.current()
        counted = await acts.acts(parts.pool, project, position)
        found = await read.read_prefixed(parts.pool, project, AUTOMATION, up_to=position)
        events = sorted(chain.from_iterable(found.values()), key=lambda event: event.position)
        return Shown(
            position=position,
            standing=await progress.standing(parts.pool, project) if past is None else None,
            rules=[
                RuleShown(
                    rule=rule,
                    mode=policy.mode_of(rule) if policy is not None else Mode.OFF,
                    applied=one.applied,
                    observed=one.observed,
                )
                for rule, one in counted.items()
            ],
            acts=await history.entries(parts.directory, project, events[-last:] if last else []),
        )


def _tell(shown: Shown) -> None:
    out = console()
    rows = [
        (one.rule.replace("_", " "), one.mode, str(one.applied), str(one.observed))
        for one in shown.rules
    ]
    table(out, ("rule", "mode", "applied", "observed"), rows, right=("applied", "observed"))
    if shown.acts:
        out.print()
        told = [
            (str(one.position), f"{one.recorded_at:%Y-%m-%d %H:%M:%S}", one.sentence)
            for one in shown.acts
        ]
        table(out, ("position", "recorded (UTC)", "what a rule did"), told, right=("position",))
    standing = shown.standing
    if standing is not None and standing.failure is not None:
        out.print(word("WRONG"), f"beyond position {standing.position}: {standing.failure}")
    elif standing is not None and standing.wakes_at is not None:
        note(f"the next moment that may bring something about: {standing.wakes_at:%F %T} UTC")
    note(f"as of position {shown.position}")
