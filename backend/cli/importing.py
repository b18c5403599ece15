"""`labeltrail import`: a file of items and labels, through the same mutations as any client's."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
import typer

from labeltrail.backend.cli import import_options as options
from labeltrail.backend.cli.faults import CommandFault, ExitCode
from labeltrail.backend.cli.import_report import Imported, tell
from labeltrail.backend.cli.import_server import ImportServer, server_named, server_of_our_own
from labeltrail.backend.cli.running import run
from labeltrail.backend.cli.terminal import note, print_json, progress_bar
from labeltrail.backend.client import KeyRefused, RequestRefused, ServerUnreachable
from labeltrail.backend.importing.columns import ColumnsFault, mapped
from labeltrail.backend.importing.delivery import Delivery, ImportRefused
from labeltrail.backend.importing.existing import target_of
from labeltrail.backend.importing.file import FileFault, FileFormat, ImportFile, format_of
from labeltrail.backend.importing.golds import GoldWish
from labeltrail.backend.importing.inputs import Wishes
from labeltrail.backend.importing.preparing import (
    NewProject,
    NewRules,
    NotPrepared,
    create,
    open_batch,
)
from labeltrail.backend.importing.report import Report
from labeltrail.backend.importing.seen import Seen

EXAMPLES = """\b
Examples:
  labeltrail import labels.csv --project rte --create
  labeltrail import ratings.csv --project r --create --kind ordinal --task fitness
  labeltrail import more.jsonl --project rte --add-items --add-members
  labeltrail import labels.csv --project rte --column annotator=worker --dry-run
  labeltrail import labels.csv --project rte --gold-proposed-by eva --gold-approved-by max
  labeltrail import labels.csv --project rte --url http://host:8000 --key-file key.txt

\b
Columns: item, annotator, label[, repeat, confidence, seconds, at], and of items: modality, uri,
content_sha256, text, source. A line without a label is an item alone. Every line is a command
with an id that follows from its content: run the same file again, whole or mended, and nothing is
doubled. Lines that cannot be are named, and the others are imported. A column gold holds what is
known to be true of the item, where the two persons who decided it are named.

\b
Labels: a class id or rank; of a set ["a","b"] or a|b, and [] for none; of a path its last class,
["a","b"] or a/b; a number 1.5; of a ranking [["a"],["b","c"]] or a > b = c; of a preference
["a","b","first"] (second, tie, both_bad) or a > b, a < b, a = b. Short forms only where no class
id holds such a sign. In JSONL an array may stand as it is.
Exit code 0: every line is in. 1: some are not.
"""
GOES_ON = "run the same command again to go on"


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """The command line, checked."""

    file: ImportFile
    project: str
    importer: str
    creates: NewProject | None
    wishes: Wishes
    gold: GoldWish | None
    task: str | None
    taxonomy_version: int | None
    guideline_revision: int | None
    url: str | None
    key_file: Path | None
    is_dry_run: bool


def import_file(
    file: options.File,
    project: options.Project,
    create: options.Create = False,
    kind: options.Kind = None,
    classes: options.Classes = None,
    overlap: options.Overlap = 1,
    alpha: options.Alpha = "0.667",
    task: options.TaskOf = None,
    batch: options.Batch = None,
    add_items: options.AddItems = False,
    add_members: options.AddMembers = False,
    column: options.Column = None,
    file_format: options.Format = None,
    gold_proposed_by: options.ProposedBy = None,
    gold_approved_by: options.ApprovedBy = None,
    zone: options.Zone = None,
    taxonomy_version: options.TaxonomyVersion = None,
    guideline_revision: options.GuidelineRevision = None,
    importer: options.Importer = "importer",
    url: options.Url = None,
    key_file: options.KeyFile = None,
    report: options.ReportFile = None,
    dry_run: options.DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Import items and labels, line by line, and say what became of them."""
    with _told(), _opened(report) as lines:
        found = ImportFile(
            path=file,
            file_format=file_format or format_of(file),
            mapping=mapped(column or []),
            zone=_zone(zone),
        )
        with found.opened():  # what is wrong with it as a whole is told before anything starts
            pass
        rules = NewRules(
            task=task or "label", kind=kind, overlap=overlap, alpha_min=alpha, classes=classes
        )
        wanted = Wanted(
            file=found,
            project=project,
            importer=importer,
            creates=rules.project(found) if create else None,
            wishes=Wishes(
                adds_items=create or add_items, adds_members=create or add_members, batch=batch
            ),
            gold=_gold(file, gold_proposed_by, gold_approved_by),
            task=task,
            taxonomy_version=taxonomy_version,
            guideline_revision=guideline_revision,
            url=url,
            key_file=key_file,
            is_dry_run=dry_run,
        )
        imported = run(_import(wanted, lines), interrupted="interrupted; " + GOES_ON)
    if as_json:
        print_json(imported.as_json())
    else:
        tell(imported)
    if imported.report.problem_count:
        raise typer.Exit(ExitCode.REFUSED)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """What keeps an import from beginning or going on, as the fault of the command."""
    try:
        yield
    except (FileFault, ColumnsFault, NotPrepared) as error:
        raise CommandFault(str(error)) from None
    except (ImportRefused, RequestRefused) as error:
        raise CommandFault(str(error), ExitCode.REFUSED) from None
    except KeyRefused as error:
        raise CommandFault(str(error), ExitCode.UNREACHABLE) from None
    except ServerUnreachable as error:
        raise CommandFault(f"{error}; {GOES_ON}", ExitCode.UNREACHABLE) from None


@contextlib.contextmanager
def _opened(report: Path | None) -> Iterator[BinaryIO | None]:
    """The file for every line's outcome, if one is wanted."""
    if report is None:
        yield None
        return
    try:
        lines = report.open("wb")
    except OSError as error:
        raise CommandFault(f"cannot write {report}: {error.strerror}") from None
    with lines:
        yield lines


async def _import(wanted: Wanted, lines: BinaryIO | None) -> Imported:
    started = datetime.now(UTC)
    async with _server(wanted) as server:
        client = server.client
        if wanted.creates is not None and not wanted.is_dry_run:
            await create(client, wanted.project, wanted.importer, wanted.creates)
        if wanted.wishes.batch is not None and not wanted.is_dry_run:
            await open_batch(client, wanted.project, wanted.wishes.batch)
        target = await target_of(
            client,
            wanted.project,
            task=wanted.task,
            taxonomy_version=wanted.taxonomy_version,
            guideline_revision=wanted.guideline_revision,
            adds_members=wanted.wishes.adds_members,
        )
        with contextlib.ExitStack() as stack:
            seen = stack.enter_context(contextlib.closing(Seen()))
            rows = stack.enter_context(wanted.file.opened())
            total = wanted.file.bytes_total()
            bar = stack.enter_context(progress_bar("importing", total=total, counts=False))
            report = Report(lines)
            delivery = Delivery(
                None if wanted.is_dry_run else client,
                target,
                wanted.wishes,
                seen=seen,
                report=report,
                gold=wanted.gold,
            )

            def advanced() -> None:
                bar.reach(rows.bytes_read, f"{report.lines:,} lines")

            is_csv = wanted.file.file_format is not FileFormat.JSONL  # JSON may have it or not
            if wanted.gold is None and is_csv and "gold" in rows.columns.of_field:
                note("the column gold is left out: say --gold-proposed-by and --gold-approved-by")
            for name, column in rows.columns.detected.items():
                note(f"column {column!r} is taken for {name}")
            with wanted.file.opened() as first_pass:
                await delivery.add_members(first_pass)
            await delivery.deliver(rows, advanced)
        sums = None if wanted.is_dry_run else await server.sums(wanted.project, report)
        seconds = (datetime.now(UTC) - started).total_seconds()
        return Imported.of(wanted.project, report, sums, seconds)


def _server(wanted: Wanted) -> AbstractAsyncContextManager[ImportServer]:
    """The server named, or one of our own."""
    if wanted.url is not None:
        if wanted.key_file is None:
            raise CommandFault("a server asks for a key: give --key-file with --url")
        try:
            key = wanted.key_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise CommandFault(f"cannot read {wanted.key_file}: {error}") from None
        if re.fullmatch("[!-~]+", key) is None:
            raise CommandFault(f"{wanted.key_file} holds no key, as `labeltrail keys issue` shows")
        return server_named(wanted.url, key)
    if wanted.is_dry_run and wanted.creates is not None:
        raise CommandFault("a dry run checks against a project's rules, and --create makes those")
    return server_of_our_own(
        wanted.project, wanted.importer, is_instance_admin=wanted.creates is not None
    )


def _gold(file: Path, proposed_by: str | None, approved_by: str | None) -> GoldWish | None:
    if proposed_by is None and approved_by is None:
        return None
    if proposed_by is None or approved_by is None or proposed_by == approved_by:
        raise CommandFault(
            "gold takes two persons: name both --gold-proposed-by and --gold-approved-by"
        )
    return GoldWish(proposed_by=proposed_by, approved_by=approved_by, source=file.name)


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name is not None else None
    except (ZoneInfoNotFoundError, ValueError):
        raise CommandFault(f"no time zone {name!r}; write one as Europe/Berlin") from None
