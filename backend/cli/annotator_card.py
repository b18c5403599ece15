"""How a scorecard is told in a terminal: the table of everybody, and one card whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from rich.console import Console

from labeltrail.backend.cli.terminal import table
from labeltrail.projections.annotators.card import Scorecard
from labeltrail.projections.annotators.drift import Drift
from labeltrail.projections.annotators.figures import Contrast, Figure, Share
from labeltrail.projections.annotators.material import HeldAgainst
from labeltrail.projections.scorecards import CardRow

SPARKS = "▁▂▃▄▅▆▇█"
SPARKS_MAX = 60
ALARMS_TOLD_MAX = 12
CLASSES_TOLD_MAX = 20

HEAD = (
    *("annotator", "labels", "right", "95 %", "of", "others", "again", "seconds", "run"),
    *("alarms", "trend p"),
)
"""`others`: equal to the others' leading answer. `again`: the same answer on repeats. `run`: the
longest of one answer. `trend p`: of being right by the place in a session."""


def tell_everybody(out: Console, rows: Sequence[CardRow], against: HeldAgainst) -> None:
    """One line each."""
    table(out, HEAD, [_line(one.card, against) for one in rows], right=HEAD[1:])


def _line(card: Scorecard, against: HeldAgainst) -> tuple[str, ...]:
    right = card.accuracy[against].overall
    trend, run, ends = card.fatigue.trend, card.monotony.longest, right.interval
    return (
        card.annotator if card.is_person else f"{card.annotator} (model)",
        f"{card.labels:,}",
        _share(right),
        "" if ends is None else f"{ends.low:.2f} to {ends.high:.2f}",
        f"{right.n:,}",
        _share(card.rest.leader),
        _share(card.repeats.consistency),
        _number(card.pace.median, ".0f"),
        "-" if run is None else str(run.length),
        str(len(card.drift.alarms)),
        "-" if trend.p_value is None else f"{trend.p_value:.3f}",
    )


def tell_card(out: Console, row: CardRow, against: HeldAgainst) -> None:
    """Everything, section by section."""
    card = row.card
    kind = "" if card.is_person else ", a model"
    out.print(f"{card.annotator}{kind}: {_n(card.labels, 'label')} of {_n(card.items, 'item')}")
    if card.exclusions:
        told = ", ".join(f"{n} {cause.replace('_', ' ')}" for cause, n in card.exclusions.items())
        out.print(f"not counted: {told}")
    out.print()
    table(out, ("", "value", "95 % interval", "of"), _figures(card), right=("value", "of"))
    for lack in _lacking(card):
        out.print(lack, style="dim")
    out.print()
    _tell_classes(out, card, against)
    _tell_fatigue(out, card)
    tell_drift(out, card.drift)


def _figures(card: Scorecard) -> list[tuple[str, str, str, str]]:
    speed, taken = card.pace, card.suggestions
    rows = [
        _row(f"right, against {_words(one.against)}", one.overall) for one in card.accuracy.values()
    ]
    rows += [
        _row("equal to the others' leading answer", card.rest.leader),
        ("agreement with others, pair by pair", *_plain(card.rest.pairwise, ".3f")),
        ("kappa with the others' leading answer", *_plain(card.rest.kappa, ".3f")),
        _row("same answer again, on repeats", card.repeats.consistency),
        ("seconds, median", *_plain(speed.median, ".1f")),
        ("seconds, first and third quartile", _quartiles(card), "", f"{speed.n:,}"),
        ("seconds against everybody's, same items", *_plain(speed.pace, ".2f")),
        ("suspiciously fast, and slow", f"{speed.fast}, {speed.slow}", "", f"{speed.n:,}"),
        ("labels an active hour", *_plain(card.work.per_hour, ".1f")),
        (_run(card), *_plain(card.monotony.probability, ".2g")),
        _difference("share of the modal answer, minus others'", card.monotony.modal),
        _row("suggestions accepted", taken.acceptance),
        _difference("right with a suggestion, minus without", taken.right),
        _difference("wrong suggestions accepted, minus own errors", taken.wrong),
    ]
    return rows


def _tell_classes(out: Console, card: Scorecard, against: HeldAgainst) -> None:
    found = card.accuracy[against]
    if not found.classes:
        return
    rows = [
        (
            one.category,
            _share(one.precision),
            _interval(one.precision),
            f"{one.precision.n:,}",
            _share(one.recall),
            _interval(one.recall),
            f"{one.recall.n:,}",
        )
        for one in found.classes[:CLASSES_TOLD_MAX]
    ]
    head = ("class", "precision", "interval", "said", "recall", "interval", "true")
    out.print(f"by class, against {_words(against)}")
    table(out, head, rows, right=head[1:], indent=2)
    mistaken = [one for one in found.confusion if one.reference != one.answer][:3]
    if mistaken:
        told = ", ".join(f"{one.answer} for {one.reference} ({one.n})" for one in mistaken)
        out.print(f"  mostly mistaken: {told}")
    out.print()


def _tell_fatigue(out: Console, card: Scorecard) -> None:
    sessions = f"{_n(card.work.sessions, 'session')}, {card.work.active_hours:.1f} hours active"
    out.print(f"{sessions}, the longest of {_n(card.work.longest, 'label')}")
    rows = [
        (
            f"{one.first} to {one.last}" if one.last else f"{one.first} on",
            _share(one.right),
            _interval(one.right),
            f"{one.right.n:,}",
        )
        for one in card.fatigue.bins
    ]
    if rows:
        table(out, ("place in session", "right", "interval", "of"), rows, right=("of",), indent=2)
    trend = card.fatigue.trend
    if trend.value is not None:
        out.print(f"  trend {trend.value:+.3f}, p {trend.p_value:.3f} ({trend.method})")
    out.print()


def tell_drift(out: Console, drift: Drift) -> None:
    told = drift.settings
    out.print(
        f"{_n(len(drift.rows), 'label')} in order, held against {_words(drift.against)}; in control"
        f" {told.in_control:.3f}{'' if told.is_given else ', their own share'}"
    )
    if drift.rows:
        out.print(f"  EWMA {sparkline(drift.ewma.values)}")
    for alarm in drift.alarms[:ALARMS_TOLD_MAX]:
        since = "" if alarm.began is None else f", since label {alarm.began}"
        out.print(
            f"  {alarm.chart.upper()} {alarm.direction} at label {alarm.place}{since},"
            f" {_time(alarm.occurred_at)}, position {alarm.position}"
        )
    if len(drift.alarms) > ALARMS_TOLD_MAX:
        out.print(f"  and {len(drift.alarms) - ALARMS_TOLD_MAX} more alarms")
    for mark in drift.revisions:
        change = mark.change
        out.print(
            f"  guideline revision {mark.revision.revision}, {_time(mark.revision.published_at)}:"
            f" right {_share(change.second)} before ({change.second.n}),"
            f" {_share(change.first)} after ({change.first.n}){_by(change)}"
        )


def sparkline(values: Sequence[float]) -> str:
    """Shares from 0 to 1 as a line of at most SPARKS_MAX blocks; the last of each stretch."""
    n = len(values)
    width = min(n, SPARKS_MAX)
    ends = [(at + 1) * n // width - 1 for at in range(width)]
    return "".join(SPARKS[min(7, int(max(0.0, values[end]) * 8))] for end in ends)


def _lacking(card: Scorecard) -> Iterable[str]:
    """Why there is a dash, each reason once."""
    figures: list[Share | Figure | Contrast] = [one.overall for one in card.accuracy.values()]
    figures += [card.repeats.consistency, card.pace.median, card.suggestions.acceptance]
    figures += [card.rest.leader, card.work.per_hour]
    return dict.fromkeys(f"- {one.lack.sentence}" for one in figures if one.lack is not None)


def _by(change: Contrast) -> str:
    if change.value is None or change.interval is None:
        return ""
    return f", {change.value:+.3f} ({change.interval.low:+.3f} to {change.interval.high:+.3f})"


def _run(card: Scorecard) -> str:
    run = card.monotony.longest
    return f"chance of a run of {run.length if run else 0} alike"


def _quartiles(card: Scorecard) -> str:
    return f"{_number(card.pace.first_quartile, '.1f')}, {_number(card.pace.third_quartile, '.1f')}"


def _row(name: str, found: Share) -> tuple[str, str, str, str]:
    return name, _share(found), _interval(found), f"{found.n:,}"


def _difference(name: str, found: Contrast) -> tuple[str, str, str, str]:
    value = "-" if found.value is None else f"{found.value:+.3f}"
    return name, value, _interval(found), f"{found.first.n:,} and {found.second.n:,}"


def _plain(found: Figure, how: str) -> tuple[str, str, str]:
    return _number(found, how), "", f"{found.n:,}"


def _share(found: Share) -> str:
    return "-" if found.value is None else f"{found.value:.3f}"


def _number(found: Figure, how: str) -> str:
    return "-" if found.value is None else format(found.value, how)


def _interval(found: Share | Contrast) -> str:
    return (
        "" if found.interval is None else f"{found.interval.low:.3f} to {found.interval.high:.3f}"
    )


def _words(against: HeldAgainst) -> str:
    return against.value.replace("_", " ")


def _n(n: int, what: str) -> str:
    return f"{n:,} {what}" + ("" if n == 1 else "s")


def _time(microseconds: int) -> str:
    return f"{datetime.fromtimestamp(microseconds / 1e6, tz=UTC):%Y-%m-%d %H:%M}"
