"""Two distributions side by side as a small picture: the same figures draw the same bytes.

Guarantees: plain SVG 1.1 without scripts, fonts of its own or links; every text escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

ROW_HEIGHT = 34
LABEL_WIDTH = 200
BAR_WIDTH = 300
FIGURE_WIDTH = 110
TOP = 56
LABEL_CHARACTERS_MAX = 26
COLOURS = ("#3b6ea5", "#d08a2e")
"""Apart for the colour-blind and in grey."""

Row = tuple[str, Sequence[tuple[int, float | None]]]
"""A class with the count and share of each set."""


def picture(title: str, names: Sequence[str], rows: Sequence[Row]) -> str:
    """One group of bars for each class, one bar for each of one or two sets; an SVG document."""
    width = LABEL_WIDTH + BAR_WIDTH + FIGURE_WIDTH
    height = TOP + ROW_HEIGHT * len(rows) + 12
    longest = max((share or 0.0 for _, sides in rows for _, share in sides), default=0.0) or 1.0
    lines = [
        _opening(width, height),
        f"<title>{escape(title)}</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="12" y="20" font-size="14" font-weight="bold">{escape(title)}</text>',
    ]
    for place, name in enumerate(names):
        x = LABEL_WIDTH + place * (BAR_WIDTH + FIGURE_WIDTH) // 2
        lines.append(f'<rect x="{x}" y="32" width="10" height="10" fill="{COLOURS[place]}"/>')
        lines.append(f'<text x="{x + 15}" y="41">{escape(_short(name))}</text>')
    for number, (label, sides) in enumerate(rows):
        y = TOP + number * ROW_HEIGHT
        lines.append(
            f'<text x="{LABEL_WIDTH - 8}" y="{y + 18}" text-anchor="end">'
            f"{escape(_short(label))}</text>"
        )
        lines += _bars(y, sides, longest)
    return "\n".join([*lines, "</svg>", ""])


def _opening(width: int, height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">'
    )


def _bars(y: int, sides: Sequence[tuple[int, float | None]], longest: float) -> list[str]:
    height = (ROW_HEIGHT - 8) // len(sides)
    lines = []
    for place, (n, share) in enumerate(sides):
        length = (share or 0.0) / longest * BAR_WIDTH
        top = y + place * height
        lines.append(
            f'<rect x="{LABEL_WIDTH}" y="{top}" width="{length:.1f}" height="{height - 2}"'
            f' fill="{COLOURS[place]}"/>'
        )
        told = "none" if share is None else f"{share:.1%} ({n:,})"
        x = LABEL_WIDTH + length + 6
        lines.append(
            f'<text x="{x:.1f}" y="{top + height - 4}" font-size="10">{escape(told)}</text>'
        )
    return lines


def _short(text: str) -> str:
    if len(text) <= LABEL_CHARACTERS_MAX:
        return text
    return text[: LABEL_CHARACTERS_MAX - 1] + "…"
