"""The control charts of one annotator as a picture: SVG, for people who look rather than read.

The same card gives the same bytes. Above the EWMA within its limits, below the CUSUM under its
threshold; guideline revisions are dashed lines, alarms are dots that say on hovering what they
are. Long series are drawn by the highest and lowest value of each stretch, so no peak is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from labeltrail.projections.annotators.drift import Alarm, Chart, Direction, Drift

WIDTH = 960
HEIGHT = 460
LEFT, RIGHT = 64.0, 936.0
ABOVE = (72.0, 252.0)
BELOW = (296.0, 416.0)
STRETCHES_MAX = 800
REVISIONS_NAMED_MAX = 40

LINE, LIMIT, MARK, TEXT = "#1f4e9c", "#888888", "#7a3fa0", "#333333"
WORSE_DOT, BETTER_DOT = "#c62828", "#2e7d32"

Scale = Callable[[float], float]


def picture(drift: Drift, times: Sequence[int], *, title: str) -> str:
    """`times`: microseconds since 1970 UTC of each label of the series."""
    n = len(drift.rows)
    top = max([drift.settings.threshold, *drift.cusum.values]) * 1.05
    along = _scale(0.5, max(1, n) + 0.5, LEFT, RIGHT)
    share, height = _scale(0, 1, ABOVE[1], ABOVE[0]), _scale(0, top, BELOW[1], BELOW[0])
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
            f' aria-label="{_attribute(title)}" font-family="sans-serif" font-size="12"'
            f' fill="{TEXT}">'
        ),
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        _text(LEFT, 24, title, size=16),
        _text(LEFT, 44, _summary(drift)),
        *_frame(ABOVE, "share right, EWMA", [(share(one), f"{one:.1f}") for one in (0, 0.5, 1)]),
        *_frame(BELOW, "errors, CUSUM", [(height(0), "0")]),
        *_revisions(drift, along),
        _level(share(drift.settings.in_control), "4 3"),
        _path(drift.ewma.lower, along, share, LIMIT, 1),
        _path(drift.ewma.upper, along, share, LIMIT, 1),
        _path(drift.ewma.values, along, share, LINE, 1.6),
        _level(height(drift.settings.threshold), "4 3"),
        _path(drift.cusum.values, along, height, LINE, 1.6),
        *(_dot(one, along, share if one.chart is Chart.EWMA else height) for one in drift.alarms),
        *_axis(n, times, along),
        "</svg>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _summary(drift: Drift) -> str:
    told = drift.settings
    of = "given" if told.is_given else "the annotator's own"
    return (
        f"{len(drift.rows):,} labels held against {drift.against.value}; in control"
        f" {told.in_control:.3f} ({of});"
        f" {_count(drift, Chart.EWMA)} and {_count(drift, Chart.CUSUM)}"
    )


def _count(drift: Drift, chart: Chart) -> str:
    n = sum(one.chart is chart for one in drift.alarms)
    return f"{n} {'alarm' if n == 1 else 'alarms'} of the {chart.upper()}"


def _frame(panel: tuple[float, float], name: str, marks: list[tuple[float, str]]) -> list[str]:
    top, bottom = panel
    return [
        (
            f'<rect x="{LEFT:.1f}" y="{top:.1f}" width="{RIGHT - LEFT:.1f}"'
            f' height="{bottom - top:.1f}" fill="none" stroke="#cccccc"/>'
        ),
        _text(LEFT, top - 6, name),
        *(_text(LEFT - 6, y + 4, said, anchor="end") for y, said in marks),
    ]


def _revisions(drift: Drift, along: Scale) -> list[str]:
    drawn = []
    for mark in drift.revisions[-REVISIONS_NAMED_MAX:]:
        x = along(mark.labels_before + 0.5)
        name = f"revision {mark.revision.revision}"
        drawn.append(
            f'<line x1="{x:.1f}" y1="{ABOVE[0]:.1f}" x2="{x:.1f}" y2="{BELOW[1]:.1f}"'
            f' stroke="{MARK}" stroke-dasharray="6 4"><title>{name}</title></line>'
        )
        is_right = x > RIGHT - 80
        drawn.append(
            _text(x - 4 if is_right else x + 4, ABOVE[1] + 16, name, "end" if is_right else "start")
        )
    return drawn


def _dot(alarm: Alarm, along: Scale, height: Scale) -> str:
    colour = WORSE_DOT if alarm.direction is Direction.WORSE else BETTER_DOT
    said = (
        f"{alarm.chart.upper()}: {alarm.direction} at label {alarm.place},"
        f" {_time(alarm.occurred_at)}, position {alarm.position}"
    )
    return (
        f'<circle cx="{along(alarm.place):.1f}" cy="{height(alarm.value):.1f}" r="4"'
        f' fill="{colour}"><title>{said}</title></circle>'
    )


def _axis(n: int, times: Sequence[int], along: Scale) -> list[str]:
    if not n:
        return [_text((LEFT + RIGHT) / 2, 166, "no label to hold against anything", "middle")]
    y = BELOW[1] + 18
    ends = [_text(LEFT, y, f"label 1, {_time(times[0])}")]
    if n > 1:
        ends.append(_text(RIGHT, y, f"label {n:,}, {_time(times[-1])}", "end"))
    return ends


def _path(values: Sequence[float], along: Scale, height: Scale, colour: str, width: float) -> str:
    if not values:
        return ""
    points = " ".join(
        f"{along(place + 1):.1f},{height(values[place]):.1f}" for place in _drawn(values)
    )
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="{width:g}"/>'


def _drawn(values: Sequence[float]) -> list[int]:
    """Places that make the line: all, or the lowest and highest of each stretch."""
    n = len(values)
    if n <= 2 * STRETCHES_MAX:
        return list(range(n))
    kept = {0, n - 1}
    for stretch in range(STRETCHES_MAX):
        within = range(stretch * n // STRETCHES_MAX, (stretch + 1) * n // STRETCHES_MAX)
        kept.add(min(within, key=values.__getitem__))
        kept.add(max(within, key=values.__getitem__))
    return sorted(kept)


def _level(y: float, dashes: str) -> str:
    return (
        f'<line x1="{LEFT:.1f}" y1="{y:.1f}" x2="{RIGHT:.1f}" y2="{y:.1f}" stroke="{LIMIT}"'
        f' stroke-dasharray="{dashes}"/>'
    )


def _text(x: float, y: float, said: str, anchor: str = "start", *, size: int = 12) -> str:
    sized = "" if size == 12 else f' font-size="{size}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{sized}>{escape(said)}</text>'


def _attribute(said: str) -> str:
    return escape(said, {'"': "&quot;"})


def _time(microseconds: int) -> str:
    return f"{datetime.fromtimestamp(microseconds / 1e6, tz=UTC):%Y-%m-%d %H:%M}"


def _scale(low: float, high: float, begin: float, end: float) -> Scale:
    return lambda value: begin + (value - low) / (high - low) * (end - begin)
