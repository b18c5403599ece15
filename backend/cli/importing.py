"""`labeltrail import`: a file of items and labels, through the same mutations as any client's."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
import typer

from labeltrail.backend.cli.faults import CommandFault, ExitCode
from labeltrail.backend.cli.import_report import Imported, tell
from labeltrail.backend.cli.keys import TENANT, operator
from labeltrail.backend.cli.running import run, settings
from labeltrail.backend.cli.terminal import note, print_json, progress_bar
from labeltrail.backend.client import Client, KeyRefused, RequestRefused, ServerUnreachable
from labeltrail.backend.composition import composed
from labeltrail.backend.importing.columns import ColumnsFault, mapped
from labeltrail.backend.importing.delivery import Delivery, ImportRefused
from labeltrail.backend.importing.file import FileFault, FileFormat, ImportFile, format_of
from labeltrail.backend.importing.inputs import Wishes
from labeltrail.backend.importing.preparing import (
    NewProject,
    NotPrepared,
    classes_in,
    create,
    open_batch,
    target_of,
)
from labeltrail.backend.importing.report import Report
from labeltrail.backend.importing.seen import Seen
from labeltrail.backend.serving import ANY_PORT, serving
from labeltrail.events.identifiers import MemberId, TenantId
from labeltrail.events.ledger import read
from labeltrail.events.values import TaskKind

EXAMPLES = """\b
Examples:
  labeltrail import labels.csv --project rte --create
  labeltrail import ratings.csv --project r --create --kind ordinal --task fitness
  labeltrail import more.jsonl --project rte --add-items --add-members
  labeltrail import labels.csv --project rte --column annotator=worker --dry-run
  labeltrail import labels.csv --project rte --url http://host:8000 --key-file key.txt

\b
Columns: item, annotator, label[, repeat, confidence, seconds, at], and of items: modality, uri,
content_sha256, text, source. A line without a label is an item alone. Every line is a command
with an id that follows from its content: run the same file again, whole or mended, and nothing is
doubled. Lines that cannot be are named, and the others are imported.
Exit code 0: every line is in. 1: some are not.
"""
KEY_LASTS = timedelta(days=1)


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """The command line, checked."""

    file: ImportFile
    project: str
    importer: str
    creates: NewProject | None
    wishes: Wishes
    task: str | None
    taxonomy_version: int | None
    guideline_revision: int | None
    url: str | None
    key_file: Path | None
    report: Path | None
    is_dry_run: bool


def import_file(
    file: Annotated[Path, typer.Argument(help="A CSV, TSV or JSONL file.", dir_okay=False)],
    project: Annotated[str, typer.Option(help="The project's id.")],
    create: Annotated[
        bool,
        typer.Option(help="Make the project, its items and members, with rules from the file."),
    ] = False,
    kind: Annotated[
        TaskKind | None, typer.Option(help="With --create: the kind of the task.")
    ] = None,
    classes: Annotated[
        str | None, typer.Option(help="With --create: a,b,c in order; else those in the file.")
    ] = None,
    overlap: Annotated[int, typer.Option(min=1, help="With --create: annotators per item.")] = 1,
    alpha: Annotated[
        str, typer.Option(help="With --create: the least alpha that a batch needs.")
    ] = "0.667",
    task: Annotated[str | None, typer.Option(help="The task that the labels answer.")] = None,
    batch: Annotated[str | None, typer.Option(help="Put the items into this batch.")] = None,
    add_items: Annotated[bool, typer.Option(help="Register items that are new.")] = False,
    add_members: Annotated[bool, typer.Option(help="Make new annotators members.")] = False,
    column: Annotated[
        list[str] | None, typer.Option(metavar="FIELD=COLUMN", help="Where a field stands.")
    ] = None,
    file_format: Annotated[
        FileFormat | None, typer.Option("--format", help="Else by the file's name.")
    ] = None,
    zone: Annotated[
        str | None, typer.Option(help="For times without an offset, such as Europe/Berlin.")
    ] = None,
    taxonomy_version: Annotated[
        int | None, typer.Option(min=1, help="That the labels were made under; else in force.")
    ] = None,
    guideline_revision: Annotated[
        int | None, typer.Option(min=1, help="That the labels were made under; else in force.")
    ] = None,
    importer: Annotated[
        str, typer.Option("--as", help="The member that imports, with the role service.")
    ] = "importer",
    url: Annotated[str | None, typer.Option(help="A server; else the database here.")] = None,
    key_file: Annotated[Path | None, typer.Option(help="With --url: a file with the key.")] = None,
    report: Annotated[Path | None, typer.Option(help="Write every line's outcome, JSONL.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check, and write nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Import items and labels, line by line, and say what became of them."""
    try:
        found = ImportFile(
            path=file,
            file_format=file_format or format_of(file),
            mapping=mapped(column or []),
            zone=_zone(zone),
        )
        names = tuple(classes.split(",")) if classes else None
        new = NewProject(
            title=f"Imported from {file.name}",
            task=task or "label",
            classes=(names or classes_in(found)) if create else (),
            kind=kind,
            overlap=overlap,
            quorum=1,
            alpha_min=alpha,
        )
        options = Options(
            file=found,
            project=project,
            importer=importer,
            creates=new if create else None,
            wishes=Wishes(
                adds_items=create or add_items, adds_members=create or add_members, batch=batch
            ),
            task=task,
            taxonomy_version=taxonomy_version,
            guideline_revision=guideline_revision,
            url=url,
            key_file=key_file,
            report=report,
            is_dry_run=dry_run,
        )
        imported = run(_import(options))
    except (FileFault, ColumnsFault, NotPrepared) as error:
        raise CommandFault(str(error)) from None
    except (ImportRefused, KeyRefused, RequestRefused) as error:
        raise CommandFault(str(error), ExitCode.REFUSED) from None
    except ServerUnreachable as error:
        message = f"{error}; run the same command again to go on"
        raise CommandFault(message, ExitCode.UNREACHABLE) from None
    if as_json:
        print_json(imported.as_json())
    else:
        tell(imported)
    if imported.report.problem_count:
        raise typer.Exit(ExitCode.REFUSED)


async def _import(options: Options) -> Imported:
    started = datetime.now(UTC)
    async with _client(options) as client:
        if options.creates is not None and not options.is_dry_run:
            await create(client, options.project, options.importer, options.creates)
        if options.wishes.batch is not None and not options.is_dry_run:
            await open_batch(client, options.project, options.wishes.batch)
        target = await target_of(
            client,
            options.project,
            task=options.task,
            taxonomy_version=options.taxonomy_version,
            guideline_revision=options.guideline_revision,
            adds_members=options.wishes.adds_members,
        )
        with contextlib.ExitStack() as stack:
            lines = stack.enter_context(options.report.open("wb")) if options.report else None
            seen = stack.enter_context(contextlib.closing(Seen()))
            rows = stack.enter_context(options.file.opened())
            total = options.file.bytes_total()
            bar = stack.enter_context(progress_bar("importing", total=total, counts=False))
            report = Report(lines)
            delivery = Delivery(
                None if options.is_dry_run else client,
                target,
                options.wishes,
                seen=seen,
                report=report,
            )

            def advanced() -> None:
                bar.reach(rows.bytes_read, f"{report.lines:,} lines")

            for name, column in rows.columns.detected.items():
                note(f"column {column!r} is taken for {name}")
            await delivery.deliver(rows, advanced)
        seconds = (datetime.now(UTC) - started).total_seconds()
        sums = None
        if not options.is_dry_run:
            given = {"project": options.project, "atLeast": report.position_text()}
            sums = (await client.run("project_sums", given))["project"]
        return Imported.of(options.project, report, sums, seconds)


@contextlib.asynccontextmanager
async def _client(options: Options) -> AsyncIterator[Client]:
    """A client at the server named, or at one of our own that ends with the import."""
    if options.url is not None:
        if options.key_file is None:
            raise CommandFault("a server asks for a key: give --key-file with --url")
        try:
            key = options.key_file.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise CommandFault(f"cannot read {options.key_file}: {error.strerror}") from None
        async with Client(options.url, key) as client:
            yield client
        return
    if options.is_dry_run and options.creates is not None:
        raise CommandFault("a dry run checks against a project's rules, and --create makes those")
    from labeltrail.backend.app import create_app

    async with (
        composed(settings()) as parts,
        serving(create_app(parts), "127.0.0.1", ANY_PORT) as url,
    ):
        tenant = await read.tenant_of(parts.pool, options.project) or TENANT
        issued = await parts.keys.issue(
            tenant=TenantId(tenant),
            actor=MemberId(options.importer),
            issued_by=operator(),
            is_instance_admin=options.creates is not None,
            expires_at=datetime.now(UTC) + KEY_LASTS,
        )
        try:
            async with Client(url, issued.text) as client:
                yield client
        finally:
            await parts.keys.revoke(issued.prefix, revoked_by=operator())


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name is not None else None
    except (ZoneInfoNotFoundError, ValueError):
        raise CommandFault(f"no time zone {name!r}; write one as Europe/Berlin") from None
