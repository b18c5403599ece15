"""How the story looks: as wide as the terminal, and 100 columns at most.

An act that is not in the paper is printed by `illustrative`, and by nothing else.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.text import Text

from labeltrail.backend.cli.terminal import WIDTH_MAX, Cell, table

MARGIN = 3
MARK = "(illustrative)"


class Stage:
    """Prints the story as it happens."""

    def __init__(self, out: Console) -> None:
        self._out = out
        self._chapters = 0

    def title(self, text: str) -> None:
        self._out.print(Text(text, style="bold cyan"))

    def chapter(self, title: str) -> None:
        self._chapters += 1
        self._out.print()
        self._out.print(Text(f"{self._chapters:>2} {title}", style="bold cyan"))

    def say(self, *sentences: str, style: str = "") -> None:
        """One paragraph."""
        self._out.print(Text(self._filled(*sentences), style=style), soft_wrap=True)

    def illustrative(self, *sentences: str) -> None:
        """One paragraph about acts that are not in the paper."""
        text = Text(self._filled(MARK, *sentences))
        text.stylize("yellow", MARGIN, MARGIN + len(MARK))
        self._out.print(text, soft_wrap=True)

    def asks(self, query: str) -> None:
        """The query that a dashboard would send, so that nobody takes the story for more than it
        is: each figure is an answer."""
        self._out.print(Text(self._filled(query), style="dim"), soft_wrap=True)

    def _filled(self, *sentences: str) -> str:
        return textwrap.fill(
            " ".join(sentences),
            min(self._out.width, WIDTH_MAX) - MARGIN,
            initial_indent=" " * MARGIN,
            subsequent_indent=" " * MARGIN,
            break_long_words=False,
            break_on_hyphens=False,
        )

    def gap(self) -> None:
        self._out.print()

    def table(
        self, head: Sequence[str], rows: Iterable[Sequence[Cell]], *, right: Sequence[str] = ()
    ) -> None:
        self.gap()
        table(self._out, head, rows, right=right, indent=MARGIN)

    def verbatim(self, text: str, style: str = "") -> None:
        """Text to copy: never wrapped, never indented."""
        self._out.print(Text(text, style=style), soft_wrap=True)
