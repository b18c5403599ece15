"""What commands print: tables, sentences and JSON on stdout; progress and faults on stderr.

In a terminal there is colour and a line under table heads. Piped, everything is plain text: no
colour, no drawing, one row per line however long it is, so `grep` and `cut` work.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

import msgspec
from rich import box
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

WIDTH_MAX = 100
WIDTH_PIPED = 10_000

STYLES = {
    "PASS": "green",
    "FAIL": "bold red",
    "WAIVED": "cyan",
    "UNDEFINED": "yellow",
    "INSUFFICIENT_EVIDENCE": "yellow",
    "WARN": "yellow",
    "OK": "green",
    "WARNING": "yellow",
    "WRONG": "bold red",
    "READY": "bold green",
    "NOT READY": "bold red",
    "UNDECIDED": "yellow",
}
"""Words that mean the same everywhere look the same everywhere."""


def console(stream: TextIO | None = None) -> Console:
    """A console for a stream, stdout by default."""
    file = sys.stdout if stream is None else stream
    if not file.isatty():
        return Console(file=file, width=WIDTH_PIPED, no_color=True, highlight=False, soft_wrap=True)
    measured = Console(file=file, highlight=False)
    return Console(file=file, width=min(measured.width, WIDTH_MAX), highlight=False)


def silent_console() -> Console:
    """A console that says nothing, for a command that only answers at its end."""
    return Console(file=io.StringIO(), width=WIDTH_MAX)


def word(text: str) -> Text:
    """A word in the style that it has everywhere."""
    return Text(text, style=STYLES.get(text, ""))


Cell = str | Text


def table(
    out: Console,
    head: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    right: Sequence[str] = (),
    indent: int = 0,
) -> None:
    """A table; columns named in `right` are aligned to the right."""
    grid = Table(
        box=box.SIMPLE_HEAD if out.is_terminal else None,
        show_edge=False,
        pad_edge=False,
        padding=(0, 2, 0, 0),
        header_style="dim" if out.is_terminal else "",
    )
    for name in head:
        is_right = name in right
        grid.add_column(name, justify="right" if is_right else "left", no_wrap=is_right)
    for row in rows:
        grid.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in row))
    with out.capture() as captured:
        out.print(grid, width=out.width - indent)
    # Padding to the width of the widest cell is of no use at the end of a line.
    for line in captured.get().splitlines():
        out.out(" " * indent + line.rstrip(), highlight=False)


def print_json(value: object) -> None:
    """One JSON document on stdout, indented for people, stable for machines."""
    encoded = msgspec.json.format(msgspec.json.encode(value), indent=2)
    sys.stdout.flush()
    rest = memoryview(encoded + b"\n")
    # Unbuffered (PYTHONUNBUFFERED), a pipe may take a part only, and text would lose the rest.
    while rest:
        rest = rest[sys.stdout.buffer.write(rest) :]
    sys.stdout.flush()


def note(text: str) -> None:
    """A remark that is no part of the answer."""
    console(sys.stderr).print(Text(text, style="dim"))


def complain(text: str) -> None:
    """The one sentence of a fault."""
    console(sys.stderr).print(Text("Error: ", style="bold red") + Text(text))


class Bar:
    """One line of progress; silent where nobody watches."""

    def __init__(self, progress: Progress | None, total: int | None) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=total, note="") if progress is not None else None

    def reach(self, completed: int, remark: str = "", *, total: int | None = None) -> None:
        """`total` is for those that learn it on the way."""
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, completed=completed, total=total, note=remark)

    def step(self) -> None:
        """One more is done."""
        if self._progress is not None and self._task is not None:
            self._progress.advance(self._task)


@contextmanager
def progress_bar(label: str, *, total: int | None, counts: bool = True) -> Iterator[Bar]:
    """A bar on stderr while the block runs, if stderr is a terminal."""
    if not sys.stderr.isatty():
        yield Bar(None, total)
        return
    amount = MofNCompleteColumn() if counts else TaskProgressColumn()
    columns = (
        TextColumn(label),
        BarColumn(),
        amount,
        TextColumn("{task.fields[note]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console(sys.stderr), transient=True) as progress:
        yield Bar(progress, total)
