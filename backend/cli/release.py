"""`labeltrail release`: a certified batch as files, verified offline, and compared."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from labeltrail.backend.audit.wrong import counted
from labeltrail.backend.cli.certify import accepted, end_of, sealed, wanted_by
from labeltrail.backend.cli.faults import CommandFault, ExitCode
from labeltrail.backend.cli.reading import require_project
from labeltrail.backend.cli.running import run, settings
from labeltrail.backend.cli.terminal import console, print_json, table, word
from labeltrail.backend.composition import Composition, composed
from labeltrail.events.identifiers import BatchId
from labeltrail.events.ledger.seal import SealRefused

if TYPE_CHECKING:
    from labeltrail.projections.releases.difference import ReleaseDifference, TruthChanged
    from labeltrail.projections.releases.releasing import Released

EXAMPLES = """\b
Examples:
  labeltrail release fitness spring --as beth --out spring-1
  labeltrail release fitness spring --number 1 --out again
  labeltrail release verify spring-1 --key keys.txt
  labeltrail release diff fitness spring 1 2

\b
With --as a new release is made; a batch that is not certified, or not any more, is not released.
Without it a release that there is, the last one or --number, is written once more: the same bytes.
`verify` needs the folder alone: it computes certificate, manifest and tables again from the events
in it. It ends with 1 when something is wrong.
"""
WRITE = "write"
DIGEST_CHARACTERS = 16
CHANGES_SHOWN_MAX = 20
EVENTS_SHOWN_MAX = 2


class _OrWrite(TyperGroup):
    """`release PROJECT BATCH` is `release write PROJECT BATCH`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = [WRITE, *args]
        rest: list[str] = super().parse_args(ctx, args)
        return rest


release = typer.Typer(
    cls=_OrWrite,
    help="Release a certified batch as files, and verify them without a server.",
    no_args_is_help=True,
    epilog=EXAMPLES,
    rich_markup_mode=None,
)
AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]
Project = Annotated[str, typer.Argument(help="The project's id.")]
Batch = Annotated[str, typer.Argument(help="The batch's id.")]


@release.command(WRITE, epilog=EXAMPLES)
def write(
    project: Project,
    batch: Batch,
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder to make.")],
    member: Annotated[
        str | None, typer.Option("--as", metavar="MEMBER", help="A manager who releases it.")
    ] = None,
    number: Annotated[
        int | None, typer.Option(min=1, help="Of a release that there is; else the last.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Release a certified batch, or write a release again."""
    if member is not None and number is not None:
        raise CommandFault("say --as for a new release, or --number for one that there is")
    if out.exists():
        raise CommandFault(f"{out} is there already; choose another name")
    if not out.absolute().parent.is_dir():
        raise CommandFault(f"there is no folder {out.parent}")
    found, sizes = run(_written(project, batch, out, member, number))
    fact, revoked = found.release.fact, found.revocation
    if as_json:
        told = {"release": fact.number, "manifest_sha256": fact.manifest_sha256}
        print_json({"folder": str(out), **told, "revocation": revoked, "files": sizes})
        return
    manifest = found.manifest
    truths = sum(len(item.truths) for item in manifest.items)
    console().print(
        f"{out}: release {fact.number} of batch {batch} under certificate {fact.certificate},"
        f" {counted(len(manifest.items), 'item')} and {counted(truths, 'truth')} as of position"
        f" {manifest.position}, manifest {fact.manifest_sha256[:DIGEST_CHARACTERS]}…,"
        f" sealed with {sealed(fact.checkpoint)}",
        soft_wrap=True,
        highlight=False,
    )
    if revoked is not None:
        console().print(
            word("REVOKED"),
            f"certificate {fact.certificate} was revoked since, at {end_of(revoked)}",
            soft_wrap=True,
            highlight=False,
        )


@release.command("verify", epilog=EXAMPLES)
def verify(
    folder: Annotated[Path, typer.Argument(help="The folder that `release` made.")],
    key: Annotated[
        list[str] | None,
        typer.Option(metavar="VKEY|FILE", help="A key that you were given another way."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compute everything in the folder again, and say what is wrong first."""
    from labeltrail.backend.cli.audit import keys_of
    from labeltrail.backend.release.verifying import ReleaseWrong, verify_release

    if not folder.is_dir():
        raise CommandFault(f"there is no folder {folder}")
    try:
        found = verify_release(folder, keys=[one for text in key or () for one in keys_of(text)])
    except OSError as error:
        raise CommandFault(f"{folder} holds no release: {error}") from None
    except ReleaseWrong as wrong:
        if as_json:
            print_json({"verified": False, "file": wrong.file, "message": str(wrong)})
        else:
            console().print(word("FAIL"), str(wrong), soft_wrap=True, highlight=False)
        raise typer.Exit(ExitCode.REFUSED) from None
    manifest, audit = found.manifest, found.audit
    if as_json:
        counts = {"items": found.items, "truths": found.truths, "judgments": found.judgments}
        told = {"manifest_sha256": found.manifest_sha256, **counts, "audit": audit}
        print_json({"verified": True, **told})
        return
    out = console()
    out.print(
        word("PASS"),
        f"release {manifest.number} of batch {manifest.batch_id} of {manifest.project_id}:"
        f" {counted(found.items, 'item')}, {counted(found.truths, 'truth')} from"
        f" {counted(found.judgments, 'judgment')}, as the ledger has them",
        soft_wrap=True,
        highlight=False,
    )
    out.print(
        f"certificates and releases: {audit.certificates:,}, computed again from"
        f" {counted(audit.events, 'event')} and equal to the byte; signed by {audit.signed_by}",
        soft_wrap=True,
        highlight=False,
    )
    if not audit.is_key_brought:
        out.print("note: the key is the folder's own word; bring one with --key")


@release.command("diff", epilog=EXAMPLES)
def diff(
    project: Project,
    batch: Batch,
    earlier: Annotated[int, typer.Argument(min=1, help="The number of a release.")],
    later: Annotated[int, typer.Argument(min=1, help="The number of another.")],
    as_json: AsJson = False,
) -> None:
    """What is other in one release than in another, and which events did it."""
    found = run(_difference(project, batch, earlier, later))
    if as_json:
        print_json(found)
        return
    _tell_difference(found, earlier, later)


async def _written(
    project: str, batch: str, out: Path, member: str | None, number: int | None
) -> tuple[Released, dict[str, int]]:
    from labeltrail.backend.release.writing import write_release
    from labeltrail.projections.releases.releasing import release as make_release

    async with composed(settings(), folds=False) as parts:
        await require_project(parts.pool, project)
        if member is not None:
            wanted = await wanted_by(parts, project, batch, member)
            try:
                seal = parts.sealer.seal
                accepted(await make_release(parts.pool, parts.executor, seal, wanted))
            except SealRefused as refused:
                raise CommandFault(f"cannot be sealed: {refused}", ExitCode.REFUSED) from None
        found = await _released(parts, project, batch, number)
        return found, await write_release(parts.pool, found, out)


async def _released(parts: Composition, project: str, batch: str, number: int | None) -> Released:
    from labeltrail.projections.releases.releasing import ManifestDiffers, released

    try:
        found = await released(parts.pool, project, BatchId(batch), number)
    except ManifestDiffers as differs:
        raise CommandFault(str(differs), ExitCode.REFUSED) from None
    if found is None:
        which = "no release" if number is None else f"no release {number}"
        message = f"batch {batch!r} of {project!r} has {which}; --as MEMBER makes one"
        raise CommandFault(message, ExitCode.REFUSED)
    return found


async def _difference(project: str, batch: str, earlier: int, later: int) -> ReleaseDifference:
    from labeltrail.projections.releases.difference import release_difference

    async with composed(settings(), folds=False) as parts:
        await require_project(parts.pool, project)
        one = await _released(parts, project, batch, earlier)
        other = await _released(parts, project, batch, later)
    return release_difference(
        one.manifest,
        other.manifest,
        one.release.fact.assessment,
        other.release.fact.assessment,
    )


def _tell_difference(found: ReleaseDifference, earlier: int, later: int) -> None:
    out = console()
    changed = found.truths_changed
    out.print(
        f"from release {earlier} to {later}: {counted(len(found.items_added), 'item')} added,"
        f" {counted(len(found.items_removed), 'item')} removed,"
        f" {counted(len(changed), 'truth')} changed",
        highlight=False,
    )
    if changed:
        rows = [_truth(one) for one in changed[:CHANGES_SHOWN_MAX]]
        table(out, ("item", "task", "before", "after", "by events"), rows)
    if len(changed) > CHANGES_SHOWN_MAX:
        out.print(f"and {len(changed) - CHANGES_SHOWN_MAX} more; --json tells all")
    for rule in found.rules_changed:
        out.print(f"{rule.name.replace('_', ' ')}: {rule.before} to {rule.after}", highlight=False)
    for score in found.scores_changed:
        asked = score.requirement
        task = f" of {asked.task}" if asked.task is not None else ""
        values = f"{score.observed_before} to {score.observed_after}"
        out.print(f"{asked.metric.replace('_', ' ')}{task}: {values}", highlight=False)


def _truth(one: TruthChanged) -> tuple[str, ...]:
    events = ", ".join(str(event) for event in one.events[:EVENTS_SHOWN_MAX])
    more = " …" if len(one.events) > EVENTS_SHOWN_MAX else ""
    before, after = one.before, one.after
    return (
        one.item_id,
        one.task,
        f"{before.category} ({before.origin})" if before is not None else "none",
        f"{after.category} ({after.origin})" if after is not None else f"none ({one.absent})",
        events + more,
    )
