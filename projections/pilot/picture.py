"""Where a pilot's disagreement sits, as a small picture: the same report draws the same bytes.

Guarantees: plain SVG 1.1 without scripts, fonts of its own or links; every text escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from labeltrail.projections.pilot.decomposition import Part
from labeltrail.projections.pilot.report import PilotReport
from labeltrail.projections.pilot.verdict import named

ROWS_MAX = 8
"""Bars of each group."""
ROW, LABEL, BAR, FIGURE, TOP = 24, 220, 280, 260, 78
CHARACTERS_MAX = 30
SENTENCE_CHARACTERS_MAX = 110
COLOUR, CAUSE = "#3b6ea5", "#c2542d"


def picture(report: PilotReport, title: str) -> str:
    """Bars of the share of disagreement, a group each for pairs, clauses and annotators."""
    found = report.decomposition
    groups = (
        ("by pair of classes", found.class_pairs[:ROWS_MAX]),
        ("by clause", found.clauses[:ROWS_MAX]),
        ("by annotator", found.annotators[:ROWS_MAX]),
    )
    width = LABEL + BAR + FIGURE
    height = TOP + sum(ROW * (len(parts) + 1) + 8 for _, parts in groups if parts) + 8
    lines = [
        _opening(width, height),
        f"<title>{escape(title)}</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="12" y="20" font-size="14" font-weight="bold">{escape(title)}</text>',
        f'<text x="12" y="40">{escape(_figures(report))}</text>',
        f'<text x="12" y="58">{escape(_short(report.verdict.sentence))}</text>',
    ]
    y = TOP
    for name, parts in groups:
        if parts:
            lines.append(f'<text x="12" y="{y + 14}" font-weight="bold">{name}</text>')
            y += ROW
            lines += _bars(parts, report.verdict.because, y)
            y += ROW * len(parts) + 8
    return "\n".join([*lines, "</svg>", ""])


def _opening(width: int, height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">'
    )


def _bars(parts: Sequence[Part], because: Sequence[Part], top: int) -> Iterator[str]:
    for number, part in enumerate(parts):
        y = top + number * ROW
        length = part.share * BAR
        colour = CAUSE if part in because else COLOUR
        label = named(part)
        if len(label) > CHARACTERS_MAX:
            label = label[: CHARACTERS_MAX - 1] + "…"
        gain = "" if part.gain is None else f", alpha {part.gain:+.2f} without"
        yield (
            f'<text x="{LABEL - 8}" y="{y + 14}" text-anchor="end">{escape(label)}</text>'
            f'<rect x="{LABEL}" y="{y + 3}" width="{length:.1f}" height="14" fill="{colour}"/>'
            f'<text x="{LABEL + length + 6:.1f}" y="{y + 14}" font-size="11">'
            f"{part.share:.0%} of disagreement{gain}</text>"
        )


def _figures(report: PilotReport) -> str:
    found, size = report.decomposition, report.size
    alpha = "no value" if found.alpha is None else f"{found.alpha:.3f}"
    return (
        f"{size.items} items, {found.n_annotators} annotators, {found.n_values} values that can be"
        f" compared, nominal alpha {alpha}"
    )


def _short(text: str) -> str:
    kept = SENTENCE_CHARACTERS_MAX
    return text if len(text) <= kept else text[: kept - 1] + "…"
