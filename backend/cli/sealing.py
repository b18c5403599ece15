"""`labeltrail audit` for operators: seal, keys, rotate-key, anchors and resume."""

from __future__ import annotations

from base64 import b64encode
from typing import Annotated

import typer

from labeltrail.backend.cli.audit import AsJson, Project, audit
from labeltrail.backend.cli.faults import CommandFault, ExitCode
from labeltrail.backend.cli.keys import operator
from labeltrail.backend.cli.reading import require_project
from labeltrail.backend.cli.running import run, settings
from labeltrail.backend.cli.terminal import console, note, print_json, table
from labeltrail.backend.composition import Composition, composed
from labeltrail.backend.sealing.signing_key import rotate, signing_key_file
from labeltrail.events.ledger.binding import is_signed, keys_in_use, latest_signed
from labeltrail.events.ledger.checkpoints import (
    Epoch,
    SealedCheckpoint,
    SigningKey,
    Standing,
    every_standing,
    signing_keys,
    standing,
)
from labeltrail.events.ledger.epochs import NotStopped
from labeltrail.events.ledger.seal import SealRefused
from labeltrail.events.proof.note import Verifier
from labeltrail.events.proof.origin import Origin

__all__ = ["audit"]

SEAL_EXAMPLES = """\b
Examples:
  labeltrail audit seal                     every project
  labeltrail audit seal --project fitness   before an export, say

\b
A server does this by itself, every few seconds. Exit code 1: a project takes no changes, or an
anchor could not be reached.
"""
KEYS_EXAMPLES = """\b
Examples:
  labeltrail audit keys --project fitness   what to give to those who verify
  labeltrail audit keys --json | jq '.[].statement'
"""
ROTATE_EXAMPLES = """\b
Examples:
  labeltrail audit rotate-key
  labeltrail audit rotate-key --lost "the disk of the server burnt"

\b
The key so far names the new one in a statement that it signs; whoever trusts the one can follow.
Servers with a copy of the key file need the new one. With --lost nobody can follow: tell them.
"""
RESUME_EXAMPLES = """\b
Example:
  labeltrail audit resume --project fitness --reason "backup of 3 March restored, disk lost"

\b
For a project that was stopped since its ledger does not fit a published checkpoint. Restore the
newest backup first. What was lost stays provable: old checkpoints hold up to the fork.
"""


@audit.command("seal", epilog=SEAL_EXAMPLES)
def seal(
    project: Annotated[str | None, typer.Option("--project", help="This project alone.")] = None,
    as_json: AsJson = False,
) -> None:
    """Sign a checkpoint of what is recorded now, and bring it to the anchors."""
    sealed, standings, faults, before = run(_seal(project))
    if as_json:
        print_json({"sealed": sealed, "standings": standings, "faults": faults})
    else:
        for one in sealed:
            console().print(f"sealed {one.project_id} up to position {one.tree_size:,}")
        if not sealed:
            console().print("all is sealed")
    for project_id in before:
        reason = f"the last checkpoint of {project_id} bears an earlier key's signature"
        note(f"{reason}; the present key signs the next one, after the next event")
    stopped = [one for one in standings if one.stopped is not None]
    for halted in stopped:
        reason = f"{halted.project_id} takes no changes: {halted.stopped}"
        note(f"{reason}; see `labeltrail audit resume`")
    for anchor, fault in faults.items():
        note(f"the {anchor} was not reached: {fault}")
    if stopped or faults:
        raise typer.Exit(ExitCode.REFUSED)


@audit.command("keys", epilog=KEYS_EXAMPLES)
def list_keys(
    project: Annotated[
        str | None, typer.Option("--project", help="As verifier keys of this project's log.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """The public keys that sign and signed, the present one last."""
    origin, keys = run(_keys(project))
    if as_json:
        print_json([_key_json(one, origin) for one in keys])
    elif origin is not None:
        for one in keys:
            console().print(str(Verifier(str(origin), one.public_key)), soft_wrap=True)
    else:
        rows = [
            (str(one.number), b64encode(one.public_key).decode(), f"{one.added_at:%Y-%m-%d %H:%M}")
            for one in keys
        ]
        table(console(), ("number", "public key", "since"), rows, right=("number",))


@audit.command("rotate-key", epilog=ROTATE_EXAMPLES)
def rotate_key(
    lost: Annotated[
        str | None, typer.Option(metavar="REASON", help="The old key is lost, and why.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Sign with a new key from now on, named by the old one."""
    rotated = run(_rotate(lost))
    if as_json:
        print_json(_key_json(rotated, None))
        return
    public = b64encode(rotated.public_key).decode()
    console().print(f"signing key {rotated.number} signs from now on: {public}")
    note(f"its private half is in {signing_key_file(settings())}; copy it to every server")


@audit.command("anchors")
def anchors(as_json: AsJson = False) -> None:
    """How far each project is recorded, sealed and written to the anchor file."""
    found = run(_anchors())
    if as_json:
        print_json([{"standing": one, "anchored": anchored} for one, anchored in found])
        return
    rows = [
        (
            one.project_id,
            str(one.epoch),
            f"{one.head:,}",
            f"{one.sealed_size:,}",
            "no file" if anchored is None else f"{anchored[1]:,}",
            one.stopped or "",
        )
        for one, anchored in found
    ]
    names = ("project", "epoch", "recorded", "sealed", "anchored", "stopped")
    table(console(), names, rows, right=("epoch", "recorded", "sealed", "anchored"))


@audit.command("resume", epilog=RESUME_EXAMPLES)
def resume(
    project: Project,
    reason: Annotated[str, typer.Option("--reason", help="What happened; kept for ever.")],
    as_json: AsJson = False,
) -> None:
    """Let a stopped project go on, in a new epoch that records what happened."""
    if not 1 <= len(reason.strip().encode()) <= 4_000:
        raise CommandFault("--reason: say in 1 to 4,000 bytes what happened")
    opened = run(_resume(project, reason.strip()))
    if as_json:
        print_json(opened)
        return
    console().print(
        f"{project} goes on in epoch {opened.epoch}; "
        f"earlier checkpoints hold up to position {opened.fork_size:,}"
    )


async def _seal(
    project: str | None,
) -> tuple[list[SealedCheckpoint], list[Standing], dict[str, str], list[str]]:
    async with composed(settings(), folds=False) as parts:
        sealed = []
        for one in await _standings(parts, project):
            try:
                sealed.append(await parts.sealer.seal(one.project_id))
            except SealRefused as error:
                raise CommandFault(str(error), ExitCode.REFUSED) from None
        faults = await parts.sealer.publish()
        after = await _standings(parts, project)
        before = await _before_the_present_key(parts, after)
        return [one for one in sealed if one is not None], after, faults, before


async def _before_the_present_key(parts: Composition, standings: list[Standing]) -> list[str]:
    """Projects of which the key that signs from now on has signed nothing yet."""
    keys = keys_in_use(await signing_keys(parts.pool))
    if len(keys) < 2:
        return []
    found = []
    for one in standings:
        last = await latest_signed(parts.pool, one.project_id)
        if last is not None and not is_signed(last.note, keys[-1:]):
            found.append(one.project_id)
    return found


async def _standings(parts: Composition, project: str | None) -> list[Standing]:
    if project is None:
        return await every_standing(parts.pool)
    await require_project(parts.pool, project)
    return [one for one in await every_standing(parts.pool) if one.project_id == project]


async def _keys(project: str | None) -> tuple[Origin | None, list[SigningKey]]:
    configured = settings()
    async with composed(configured, folds=False) as parts:
        keys = await signing_keys(parts.pool)
        if project is None:
            return None, keys
        await require_project(parts.pool, project)
        found = await standing(parts.pool, project)
        epoch = 1 if found is None else found.epoch
        return Origin(configured.origin, project, epoch), keys


async def _rotate(lost: str | None) -> SigningKey:
    configured = settings()
    async with composed(configured, folds=False) as parts:
        try:
            return await rotate(
                parts.pool, signing_key_file(configured), instance=configured.origin, lost=lost
            )
        except SealRefused as error:
            raise CommandFault(str(error), ExitCode.REFUSED) from None


async def _anchors() -> list[tuple[Standing, tuple[int, int] | None]]:
    async with composed(settings(), folds=False) as parts:
        return [
            (one, await parts.sealer.anchored(one.project_id))
            for one in await every_standing(parts.pool)
        ]


async def _resume(project: str, reason: str) -> Epoch:
    async with composed(settings(), folds=False) as parts:
        try:
            opened = await parts.sealer.resume(project, reason=reason, opened_by=operator())
        except (NotStopped, SealRefused) as error:
            raise CommandFault(str(error), ExitCode.REFUSED) from None
        try:
            await parts.sealer.seal(project)
        except SealRefused as error:
            note(f"not sealed yet: {error}")
        for anchor, fault in (await parts.sealer.publish()).items():
            note(f"the {anchor} was not reached: {fault}")
        return opened


def _key_json(key: SigningKey, origin: Origin | None) -> dict[str, object]:
    return {
        "number": key.number,
        "publicKey": b64encode(key.public_key).decode(),
        "verifierKey": None if origin is None else str(Verifier(str(origin), key.public_key)),
        "addedAt": key.added_at,
        "statement": key.statement,
    }
