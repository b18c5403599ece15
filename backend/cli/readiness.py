"""`labeltrail readiness`: is it ready, what would it take, what if, and since when."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from labeltrail.backend.cli.distribution_tables import as_json
from labeltrail.backend.cli.faults import CommandFault, ExitCode
from labeltrail.backend.cli.pictures import require_svg
from labeltrail.backend.cli.readiness_picture import picture
from labeltrail.backend.cli.readiness_tables import tell_readiness, tell_supposed, tell_trend
from labeltrail.backend.cli.reading import position_of, reading
from labeltrail.backend.cli.running import run
from labeltrail.backend.cli.standing import point
from labeltrail.backend.cli.terminal import console, note, print_json
from labeltrail.backend.composition import Composition
from labeltrail.events.identifiers import MemberId
from labeltrail.events.streams.policy import Policy
from labeltrail.events.streams.policy.stream import policy_fault
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.fold import PROJECT_SCOPE
from labeltrail.projections.readiness import MET, Readiness, Verdict
from labeltrail.projections.readiness.loading import judged_aside
from labeltrail.projections.readiness.supposing import Seen, seen_at, supposed, work_for
from labeltrail.projections.readiness.trend import POINTS_MAX, TrendPoint, positions, trend
from labeltrail.projections.readiness.what_if import WhatIf, Without
from labeltrail.projections.readiness.work import Work
from labeltrail.projections.statistics.errors import StatisticsError

EXAMPLES = """\b
Examples:
  labeltrail readiness fitness table-1
  labeltrail readiness fitness table-1 --what-would-it-take
  labeltrail readiness fitness table-1 --what-if stricter.json
  labeltrail readiness fitness table-1 --without-annotator kim --as-of 350
  labeltrail readiness fitness table-1 --trend --points 12 --picture trend.svg
  labeltrail readiness fitness --json | jq .readiness.verdict

\b
--what-if takes a policy as JSON, in the fields of the event PolicyPublished; nothing is written.
Exit code 0: ready. 1: not ready, or not decided yet; of what is supposed, if something is.
"""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What the command line wants."""

    project: str
    batch: str | None
    policy: Policy | None
    without: Without
    with_work: bool
    points: int | None
    moment: str | None

    @property
    def scope(self) -> str:
        return self.batch or PROJECT_SCOPE


class Told(msgspec.Struct, kw_only=True):
    """What was found; parts that were not asked for are None. `work` is by place."""

    holds_for: HoldsFor
    readiness: Readiness
    work: dict[int, Work] | None = None
    supposed: WhatIf | None = None
    trend: tuple[TrendPoint, ...] | None = None


def readiness(
    project: Annotated[str, typer.Argument(help="The project's id.")],
    batch: Annotated[
        str | None, typer.Argument(help="The batch's id; left out: the whole project.")
    ] = None,
    what_if: Annotated[
        Path | None, typer.Option("--what-if", metavar="FILE.json", help="Under this policy.")
    ] = None,
    without_annotator: Annotated[
        list[str] | None, typer.Option(help="As if they had not labeled; several times.")
    ] = None,
    without_revision: Annotated[
        list[int] | None, typer.Option(help="As if nobody had labeled under it; several times.")
    ] = None,
    what_would_it_take: Annotated[
        bool, typer.Option("--what-would-it-take", help="Tell the work that could turn it.")
    ] = False,
    is_trend: Annotated[bool, typer.Option("--trend", help="Tell how it came to be.")] = False,
    points: Annotated[
        int, typer.Option(min=1, max=POINTS_MAX, help="Of the trend, evenly apart.")
    ] = 10,
    picture_file: Annotated[
        Path | None, typer.Option("--picture", metavar="FILE.svg", help="Draw the trend.")
    ] = None,
    moment: Annotated[
        str | None, typer.Option("--as-of", metavar="POINT", help="A position or time; else now.")
    ] = None,
    is_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Judge a batch by its policy: what fails and why, what it would take, what if, since when."""
    require_svg(picture_file)
    asked = Asked(
        project=project,
        batch=batch,
        policy=_policy(what_if),
        without=Without(
            annotators=frozenset(map(MemberId, without_annotator or ())),
            guideline_revisions=frozenset(without_revision or ()),
        ),
        with_work=what_would_it_take,
        points=points if is_trend or picture_file is not None else None,
        moment=moment,
    )
    found = run(_found(asked))
    if picture_file is not None:
        title = f"Readiness of {batch or project}"
        picture_file.write_text(picture(title, found.trend or ()), encoding="utf-8")
        note(f"drawn to {picture_file}")
    if is_json:
        print_json(as_json(found))
    else:
        _tell(asked, found)
    verdict = found.supposed.supposed.verdict if found.supposed else found.readiness.verdict
    if verdict is not Verdict.READY:
        raise typer.Exit(ExitCode.REFUSED)


def _policy(file: Path | None) -> Policy | None:
    if file is None:
        return None
    try:
        return msgspec.json.decode(file.read_bytes(), type=Policy)
    except OSError as fault:
        raise CommandFault(f"cannot read {file}: {fault.strerror}") from None
    except msgspec.DecodeError as fault:
        raise CommandFault(f"{file} holds no policy: {fault}") from None


async def _found(asked: Asked) -> Told:
    async with reading(asked.project) as parts:
        pool, project = parts.pool, asked.project
        at = None if asked.moment is None else await position_of(pool, project, asked.moment)
        seen = await seen_at(pool, project, at)
        if asked.policy is not None:
            _require_sound(asked.policy, seen)
        try:
            return await _told(asked, parts, seen, at)
        except StatisticsError as fault:
            raise CommandFault(str(fault), ExitCode.REFUSED) from None


async def _told(asked: Asked, parts: Composition, seen: Seen, at: int | None) -> Told:
    pool, project = parts.pool, asked.project
    material = await seen.material(asked.scope)
    if material is None:
        message = f"project {project!r} has no batch {asked.batch!r}"
        raise CommandFault(f"{message}; `labeltrail status {project}` lists them", ExitCode.REFUSED)
    waivers = await seen.waivers(asked.scope)
    judged = await judged_aside(material, waivers=waivers)
    found = Told(holds_for=seen.holds_for, readiness=judged)
    if asked.with_work:
        found.work = {
            one.place: await work_for(material, one)
            for one in found.readiness.requirements
            if one.status not in MET
        }
    if asked.policy is not None or not asked.without.is_nothing:
        answer = await supposed(
            pool, project, asked.scope, policy=asked.policy, without=asked.without, position=at
        )
        found.supposed = None if answer is None else answer.what_if
    if asked.points is not None:
        wanted = positions(1, seen.ledger.position, asked.points)
        found.trend = await trend(pool, project, asked.scope, wanted)
    return found


def _require_sound(policy: Policy, seen: Seen) -> None:
    known = seen.rules.taxonomy
    fault = policy_fault(policy, "Supposed.", known.tasks(known.in_force))
    if fault is not None:
        path = ".".join(map(str, fault.path))
        raise CommandFault(f"{path}: {fault.message}")


def _tell(asked: Asked, found: Told) -> None:
    out, name = console(), asked.batch or asked.project
    tell_readiness(out, name, found.readiness, found.work)
    if found.supposed is not None:
        tell_supposed(out, found.supposed)
    if found.trend is not None:
        tell_trend(out, found.trend)
    note(f"as of {point(found.holds_for)}")
