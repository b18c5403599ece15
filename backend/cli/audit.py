"""`labeltrail audit`: a project's ledger in the hands of somebody who does not trust its server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import asyncpg
import msgspec
import typer

from labeltrail.backend.audit.layout import Scope
from labeltrail.backend.audit.wrong import counted
from labeltrail.backend.cli.faults import CommandFault, ExitCode
from labeltrail.backend.cli.reading import require_project
from labeltrail.backend.cli.running import run, settings
from labeltrail.backend.cli.terminal import console, note, print_json, progress_bar, word
from labeltrail.backend.composition import Composition, composed
from labeltrail.events.ledger import checkpoints, tree
from labeltrail.events.ledger.binding import latest_signed
from labeltrail.events.ledger.errors import LedgerError

if TYPE_CHECKING:
    from labeltrail.backend.audit.export import Exported
    from labeltrail.backend.audit.verify import Report, Verdict
    from labeltrail.backend.audit.wrong import Wrong
    from labeltrail.events.proof.note import Verifier

EXAMPLES = """\b
Examples:
  labeltrail audit export --project fitness --output fitness.zip
  labeltrail audit export --project fitness --item patient-2 --output patient-2.zip
  labeltrail audit export --project fitness --certificates spring --output spring.zip
  labeltrail audit verify fitness.zip --key labels.example.org+8a3f…+AfQ9…
  labeltrail audit verify fitness.zip --against last-year.zip
  labeltrail audit verify fitness.zip --key keys.txt --allow-unsealed 20
  labeltrail audit checkpoint --project fitness > checkpoint.txt
  labeltrail audit prove --project fitness --position 17

\b
`verify` needs the file alone: no database, no server, no setting. It ends with 1 when something is
wrong, and names the first position that is. Bring the key another way than with the file. What was
recorded after the last checkpoint can be changed without a trace: it does not pass unless you allow
so many events, since `export` seals before it writes.
"""

audit = typer.Typer(
    help="Export, prove and verify what was recorded.",
    no_args_is_help=True,
    epilog=EXAMPLES,
    rich_markup_mode=None,
)
AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]
Project = Annotated[str, typer.Option("--project", help="The project's id.")]


@audit.command("export", epilog=EXAMPLES)
def export(
    project: Project,
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")],
    item: Annotated[str | None, typer.Option(help="This item alone, with proofs.")] = None,
    batch: Annotated[
        str | None, typer.Option(help="This batch and its items alone, with proofs.")
    ] = None,
    certificates: Annotated[
        str | None,
        typer.Option(metavar="BATCH", help="A batch with its certificates and their evidence."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Write over a file that is there.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write everything an auditor needs into one file."""
    subjects = {"item": item, "batch": batch, "certificate": certificates}
    named = {Scope(scope.upper()): one for scope, one in subjects.items() if one is not None}
    if len(named) > 1:
        raise CommandFault("say --item, --batch or --certificates, and only one of them")
    if output.exists() and not force:
        raise CommandFault(f"{output} is there already; choose another name, or say --force")
    if not output.absolute().parent.is_dir():
        raise CommandFault(f"there is no folder {output.parent}")
    done = run(_export(project, output, named))
    if as_json:
        told = {"events": done.events, "checkpoints": done.checkpoints}
        print_json({"file": str(output), **told, "sealed_size": done.sealed_size})
        return
    console().print(
        f"{output}: {counted(done.events, 'event')} and "
        f"{counted(done.checkpoints, 'checkpoint')}, sealed up to position {done.sealed_size:,}"
    )


@audit.command("verify", epilog=EXAMPLES)
def verify(
    bundle: Annotated[Path, typer.Argument(help="The file that `audit export` wrote.")],
    key: Annotated[
        list[str] | None,
        typer.Option(metavar="VKEY|FILE", help="A key that you were given another way."),
    ] = None,
    against: Annotated[
        Path | None, typer.Option(help="A checkpoint or bundle that you kept from before.")
    ] = None,
    allow_unsealed: Annotated[
        int,
        typer.Option(min=0, metavar="N", help="Let so many events pass that nobody has signed."),
    ] = 0,
    jobs: Annotated[
        int | None, typer.Option(min=1, max=64, help="Processes; by default one per core.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Recompute everything in the file, and say what is wrong first."""
    from labeltrail.backend.audit.verify import verify as verify_bundle

    for path in (bundle, against):
        if path is not None and not path.is_file():
            raise CommandFault(f"there is no file {path}")
    keys = [one for text in key or () for one in keys_of(text)]
    with progress_bar("verify", total=None) as bar:
        verdict = verify_bundle(
            bundle,
            keys=keys,
            against=against,
            unsealed_max=allow_unsealed,
            jobs=jobs,
            advanced=lambda done, total: bar.reach(done, total=total),
        )
    if as_json:
        print_json(_json(verdict))
    else:
        if verdict.report is not None:
            _tell(verdict.report)
        if verdict.wrong is not None:
            _tell_wrong(verdict.wrong)
    if not verdict.is_right:
        raise typer.Exit(ExitCode.REFUSED)


@audit.command("checkpoint", epilog=EXAMPLES)
def checkpoint(project: Project, as_json: AsJson = False) -> None:
    """Print the last signed checkpoint: to keep, and to compare with later ones."""
    if as_json:
        sealed = run(_checkpoint(project))
        print_json({"size": sealed.tree_size, "root": sealed.root.hex(), "note": sealed.note})
        return
    console().out(run(_checkpoint(project)).note, end="", highlight=False)


@audit.command("prove", epilog=EXAMPLES)
def prove(
    project: Project,
    position: Annotated[
        int | None, typer.Option(min=1, help="Prove that this event is in the tree.")
    ] = None,
    first: Annotated[
        int | None,
        typer.Option(
            "--from", min=1, help="Prove that the tree begins with the tree of this size."
        ),
    ] = None,
) -> None:
    """Prove by hashes that the last checkpoint covers an event, or an older checkpoint."""
    if (position is None) == (first is None):
        raise CommandFault("say what to prove: --position or --from, and only one of them")
    print_json(run(_proof(project, position, first)))


async def _export(project: str, output: Path, named: dict[Scope, str]) -> Exported:
    from labeltrail.backend.audit.export import NothingToProve, export_part, export_project

    async with composed(settings(), folds=False) as parts:
        await require_project(parts.pool, project)
        await _sealed(parts, project)
        with progress_bar("export", total=None) as bar:

            def advanced(done: int, total: int) -> None:
                bar.reach(done, total=total)

            if not named:
                return await export_project(parts.pool, project, output, advanced=advanced)
            [(scope, subject)] = named.items()
            try:
                return await export_part(
                    parts.pool, project, scope, subject, output, advanced=advanced
                )
            except NothingToProve as error:
                raise CommandFault(str(error), ExitCode.REFUSED) from None


async def _sealed(parts: Composition, project: str) -> None:
    """What can be proved is what is sealed; whoever has no key exports what was sealed before."""
    try:
        await parts.sealer.seal(project)
    except (LedgerError, OSError, asyncpg.InsufficientPrivilegeError) as error:
        note(f"not sealed anew: {error}")


async def _checkpoint(project: str) -> checkpoints.SealedCheckpoint:
    async with composed(settings(), folds=False) as parts:
        await require_project(parts.pool, project)
        return await _latest(parts.pool, project)


async def _latest(pool: asyncpg.Pool, project: str) -> checkpoints.SealedCheckpoint:
    found = await latest_signed(pool, project)
    if found is None:
        message = f"project {project!r} has no checkpoint yet; `labeltrail audit seal` makes one"
        raise CommandFault(message, ExitCode.REFUSED)
    return found


async def _proof(project: str, position: int | None, first: int | None) -> dict[str, object]:
    async with composed(settings(), folds=False) as parts:
        await require_project(parts.pool, project)
        sealed = await _latest(parts.pool, project)
        size, asked = sealed.tree_size, position or first or 0
        if asked > size:
            message = f"{asked} is not sealed yet: the last checkpoint covers {size} events"
            raise CommandFault(message, ExitCode.REFUSED)
        if position is not None:
            node = (0, position - 1)
            leaves = await tree.nodes(parts.pool, project, [node])
            hashes = await tree.inclusion(parts.pool, project, position, size)
            subject: dict[str, object] = {"position": position, "leaf": leaves[node].hex()}
        else:
            root = await tree.root(parts.pool, project, asked)
            hashes = await tree.consistency(parts.pool, project, asked, size)
            subject = {"from": asked, "from_root": root.hex()}
        return {
            **subject,
            "size": size,
            "root": sealed.root.hex(),
            "hashes": [one.hex() for one in hashes],
            "checkpoint": sealed.note,
        }


def keys_of(text: str) -> list[Verifier]:
    """A key as it is published, or a file that holds one on each line."""
    from labeltrail.events.proof.note import NoteWrong, Verifier

    path = Path(text)
    try:
        lines = path.read_text(encoding="utf-8").split() if path.is_file() else [text]
        found = [Verifier.parse(line) for line in lines]
    except (NoteWrong, OSError, UnicodeDecodeError) as error:
        raise CommandFault(f"--key {text}: {error}") from None
    if not found:
        raise CommandFault(f"--key {text}: the file holds no key")
    return found


def _tell(report: Report) -> None:
    out = console()
    whose = "project" if report.subject is None else report.scope.value.lower()
    whose = f"{whose} {report.subject or report.project_id}"
    held = (
        f"{counted(report.events, 'event')} in {counted(report.streams, 'stream')}, "
        f"by {counted(report.commands, 'request')}"
    )
    passed = word("PASS")
    if report.restored_at:
        passed.append(f", RESTORED at {', '.join(f'{size:,}' for size in report.restored_at)}:")
    if report.unsealed:
        reach = f"up to position {report.sealed_size:,} of {report.events:,}"
        out.print(passed, f"{reach}: {whose} as it was recorded up to there")
        out.print(f"the file holds {held}; no trusted signature covers the rest")
    else:
        out.print(passed, f"{whose}: {held}, as they were recorded")
    if report.certificates:
        number = f"{report.certificates:,}"
        out.print(f"certificates and releases: {number}, computed again and equal to the byte")
    if report.root is not None:
        out.print(f"sealed up to position {report.sealed_size:,}, root {report.root}")
        out.print(
            f"{counted(report.checkpoints, 'checkpoint')}, the last one by {report.signed_by}"
        )
    for remark in report.remarks:
        out.print(f"note: {remark}")


def _tell_wrong(wrong: Wrong) -> None:
    where = ""
    if wrong.position is not None:
        where = f" at position {wrong.position}"
    if wrong.to_position is not None and wrong.to_position != wrong.position:
        where = f" between positions {wrong.position} and {wrong.to_position}"
    console().print(word("FAIL"), f"{wrong.fault}{where}: {wrong.message}")


def _json(verdict: Verdict) -> dict[str, object]:
    wrong = verdict.wrong
    return {
        "verified": verdict.is_right,
        "report": None if verdict.report is None else msgspec.structs.asdict(verdict.report),
        "wrong": None if wrong is None else msgspec.structs.asdict(wrong),
    }
