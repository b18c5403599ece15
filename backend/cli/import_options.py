"""The options of `labeltrail import`, each with its help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from labeltrail.backend.importing.file import FileFormat
from labeltrail.events.values import TaskKind

File = Annotated[Path, typer.Argument(help="A CSV, TSV or JSONL file.", dir_okay=False)]
Project = Annotated[str, typer.Option(help="The project's id.")]
Create = Annotated[
    bool, typer.Option("--create", help="Make the project, its items and members for the file.")
]
Kind = Annotated[TaskKind | None, typer.Option(help="With --create: the kind of the task.")]
Classes = Annotated[
    str | None, typer.Option(help="With --create: a,b,c in order; else those in the file.")
]
Overlap = Annotated[int, typer.Option(min=1, help="With --create: annotators per item.")]
Alpha = Annotated[str, typer.Option(help="With --create: the least alpha that is enough.")]
TaskOf = Annotated[str | None, typer.Option("--task", help="The task that the labels answer.")]
Batch = Annotated[str | None, typer.Option(help="Put the items into this batch.")]
AddItems = Annotated[bool, typer.Option("--add-items", help="Register items that are new.")]
AddMembers = Annotated[
    bool, typer.Option("--add-members", help="Make annotators that are new members.")
]
ProposedBy = Annotated[
    str | None, typer.Option("--gold-proposed-by", help="Who first said what the column gold says.")
]
ApprovedBy = Annotated[
    str | None, typer.Option("--gold-approved-by", help="The second person, who approved it.")
]
Column = Annotated[
    list[str] | None, typer.Option(metavar="FIELD=COLUMN", help="Where a field stands.")
]
Format = Annotated[FileFormat | None, typer.Option("--format", help="Else by the file's name.")]
Zone = Annotated[
    str | None, typer.Option(help="For times without an offset, such as Europe/Berlin.")
]
TaxonomyVersion = Annotated[
    int | None, typer.Option(min=1, help="That the labels were made under; else in force.")
]
GuidelineRevision = Annotated[
    int | None, typer.Option(min=1, help="That the labels were made under; else in force.")
]
Importer = Annotated[
    str, typer.Option("--as", help="The member that imports, with the role service.")
]
Url = Annotated[str | None, typer.Option(help="A server; else the database of the settings.")]
KeyFile = Annotated[Path | None, typer.Option(help="With --url: a file that holds the key.")]
ReportFile = Annotated[
    Path | None, typer.Option("--report", help="Write every line's outcome there, as JSONL.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check the file, and write nothing.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]
