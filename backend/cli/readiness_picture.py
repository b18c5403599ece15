"""The trend of readiness as a small picture: the same points draw the same bytes.

Guarantees: plain SVG 1.1 without scripts, fonts of its own or links; every text escaped; each
finding has a letter beside its colour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from labeltrail.projections.readiness import (
    Readiness,
    RequirementStatus,
    RequirementVerdict,
    Verdict,
)
from labeltrail.projections.readiness.names import name_of, told
from labeltrail.projections.readiness.trend import TrendPoint

ROW_HEIGHT = 26
LABEL_WIDTH = 300
CELL_WIDTH = 54
TOP = 64
LABEL_CHARACTERS_MAX = 44

LOOKS: Mapping[str, tuple[str, str]] = {
    RequirementStatus.PASS: ("#3b8f5a", "P"),
    RequirementStatus.FAIL: ("#b5402f", "F"),
    RequirementStatus.UNDEFINED: ("#c9a227", "U"),
    RequirementStatus.INSUFFICIENT_EVIDENCE: ("#d9c46c", "I"),
    RequirementStatus.WAIVED: ("#6a8caf", "W"),
    Verdict.READY: ("#3b8f5a", "READY"),
    Verdict.NOT_READY: ("#b5402f", "NOT"),
    Verdict.UNDECIDED: ("#c9a227", "OPEN"),
}
"""Colour, and what stands in the cell where there is no number."""
NOTHING = ("#e4e4e4", "")
LEGEND = "P pass, F fail, U undefined, I insufficient evidence, W waived; by position"


def picture(title: str, points: Sequence[TrendPoint]) -> str:
    """A row for the verdict and one for each requirement of the last point, a column for each
    point; an SVG document."""
    names = _names(points)
    width = LABEL_WIDTH + CELL_WIDTH * len(points) + 12
    height = TOP + ROW_HEIGHT * (len(names) + 1) + 12
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11">'
    )
    lines = [
        opening,
        f"<title>{escape(title)}</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="12" y="20" font-size="14" font-weight="bold">{escape(title)}</text>',
        f'<text x="12" y="40">{LEGEND}</text>',
    ]
    for place, point in enumerate(points):
        x = LABEL_WIDTH + place * CELL_WIDTH
        lines.append(_text(x + CELL_WIDTH // 2, TOP - 8, str(point.holds_for.position)))
    lines += _row(0, "verdict", [_verdict(one.readiness) for one in points])
    for number, name in enumerate(names, start=1):
        lines += _row(number, name, [_finding(one.readiness, name) for one in points])
    return "\n".join([*lines, "</svg>", ""])


def _names(points: Sequence[TrendPoint]) -> list[str]:
    last = next((one.readiness for one in reversed(points) if one.readiness is not None), None)
    return list(dict.fromkeys(map(_name, last.requirements))) if last is not None else []


def _name(judged: RequirementVerdict) -> str:
    wanted = judged.requirement
    each = "" if wanted.scope == "batch" else f" ({wanted.scope.replace('_', ' ')})"
    return f"{name_of(wanted)}{each}"


def _verdict(readiness: Readiness | None) -> tuple[str, str]:
    return NOTHING if readiness is None else LOOKS[readiness.verdict]


def _finding(readiness: Readiness | None, name: str) -> tuple[str, str]:
    """Requirements are followed by what they ask about, also through changes of policy."""
    for one in readiness.requirements if readiness is not None else ():
        if _name(one) == name:
            colour, letter = LOOKS[one.status]
            value = (
                f"{letter} {told(round(one.observed, 2))}" if one.observed is not None else letter
            )
            return colour, value
    return NOTHING


def _row(number: int, name: str, cells: Sequence[tuple[str, str]]) -> list[str]:
    y = TOP + number * ROW_HEIGHT
    label = name if len(name) <= LABEL_CHARACTERS_MAX else name[: LABEL_CHARACTERS_MAX - 1] + "…"
    lines = [f'<text x="{LABEL_WIDTH - 8}" y="{y + 17}" text-anchor="end">{escape(label)}</text>']
    for place, (colour, said) in enumerate(cells):
        x = LABEL_WIDTH + place * CELL_WIDTH
        lines.append(
            f'<rect x="{x}" y="{y}" width="{CELL_WIDTH - 2}" height="{ROW_HEIGHT - 2}"'
            f' fill="{colour}"/>'
        )
        if said:
            lines.append(_text(x + CELL_WIDTH // 2 - 1, y + 16, said, "#ffffff"))
    return lines


def _text(x: int, y: int, said: str, fill: str = "#222222") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="middle" fill="{fill}">{escape(said)}</text>'
