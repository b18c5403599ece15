"""Distributions as tables with bars, and as JSON: balance, shift, trend, leakage, duplicates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

import msgspec
from rich.console import Console

from labeltrail.backend.cli.terminal import Cell, table, word
from labeltrail.projections.distribution.balance import Balance, ClassShare
from labeltrail.projections.distribution.duplicates import Duplicates
from labeltrail.projections.distribution.figure import Figure
from labeltrail.projections.distribution.leakage import LEVEL, Leakage
from labeltrail.projections.distribution.portrait import Portrait
from labeltrail.projections.distribution.shift import Shift
from labeltrail.projections.distribution.survey import Trend
from labeltrail.projections.statistics.score import Interval

BAR_CELLS = 24
CLASSES_IN_A_ROW_MAX = 8
TWINS_TOLD_MAX = 50
ITEMS_NAMED_MAX = 4
_EIGHTHS = " ▏▎▍▌▋▊▉"


def tell_portrait(out: Console, found: Portrait) -> None:
    """A table of what the kind of task has, and what it adds up to."""
    if found.balance is not None:
        _classes(out, found.balance.classes)
        out.print(_summed(found.balance), soft_wrap=True)
    for depth, level in enumerate(found.levels[:-1], start=1):
        out.print(f"\nlevel {depth}:")
        _classes(out, level.classes)
    if found.memberships is not None:
        _classes(out, found.memberships.classes)
        sizes = ", ".join(f"{n:,} of {size}" for size, n in found.memberships.sizes.items())
        out.print(f"classes held by a value: {sizes or 'none'}", soft_wrap=True)
    if found.spread is not None:
        most = max((one.n for one in found.spread.histogram), default=0)
        rows = [
            (f"{one.low:g} to {one.high:g}", f"{one.n:,}", bar(one.n / most if most else 0))
            for one in found.spread.histogram
        ]
        table(out, ("from, to", "values", ""), rows, right=("values",))
        told = ", ".join(f"{one.share:.0%} {one.value:g}" for one in found.spread.quantiles)
        out.print(f"mean {number(found.spread.mean)}; quantiles: {told or 'none'}", soft_wrap=True)
    if found.wins:
        heads = ("candidate", "compared", "wins", "ties", "both bad", "share", "95 %", "")
        wins = [
            (
                *(one.candidate, f"{one.comparisons:,}", f"{one.wins:,}", f"{one.ties:,}"),
                *(f"{one.both_bad:,}", percent(one.share), bounds(one.interval)),
                bar(one.share or 0),
            )
            for one in found.wins
        ]
        table(out, heads, wins, right=heads[1:6])
    if found.left_out:
        out.print(f"left out: {_causes(found.left_out)}", soft_wrap=True)


def tell_shift(out: Console, found: Shift, names: Sequence[str]) -> None:
    heads = ("class", names[0], names[1], "change", "95 %")
    rows = [
        (
            *(one.first.category, percent(one.first.share), percent(one.second.share)),
            *("" if one.change is None else f"{one.change:+.1%}", bounds(one.interval)),
        )
        for one in found.classes
    ]
    table(out, heads, rows, right=heads[1:4])
    out.print(
        f"{found.n_first:,} items against {found.n_second:,}"
        + (f", {found.n_shared:,} of them in both" if found.n_shared else ""),
    )
    moved = [
        ("Jensen-Shannon divergence, bits", found.divergence),
        ("  of random splits of the same items", found.by_chance),
        ("  above that", found.corrected),
        ("  p-value: a random split is as far apart", found.p_value),
        ("Jensen-Shannon distance", found.distance),
        ("total variation", found.total_variation),
        ("PSI, plain", found.psi),
        (f"PSI, {found.smoothing:g} items added to each class", found.psi_smoothed),
    ]
    told = [(name, word(number(one)), bounds(one.interval, is_share=False)) for name, one in moved]
    out.print()
    table(out, ("figure", "value", "95 %"), told, right=("value",))
    lack = found.p_value.reason
    if lack is not None:
        out.print(f"no random splits: {lack.sentence}", soft_wrap=True)
    if found.custom is not None:
        out.print(f"(PSI's name in credit scoring: {found.custom}; no verdict)")


def tell_trend(out: Console, found: Trend) -> None:
    shown = range(min(len(found.categories), CLASSES_IN_A_ROW_MAX))
    names = [found.categories[place] for place in shown]
    heads = (found.by.replace("_", " "), "items", *names, "divergence", "by chance")
    rows = [
        (
            *(one.key, f"{one.n_items:,}"),
            *(percent(one.counts[place] / one.n_values) for place in shown),
            *(number(one.divergence, absent="·"), number(one.by_chance, absent="·")),
        )
        for one in found.parts
    ]
    table(out, heads, rows, right=heads[1:])
    left = len(found.categories) - len(names)
    if left:
        out.print(f"{left} more classes: see --json")


def tell_leakage(out: Console, found: Leakage) -> None:
    if found.lack is not None:
        out.print(f"nothing to test: {found.lack.sentence}", soft_wrap=True)
        return
    heads = ("label readable from", "values", "tells", "above chance", "p", "p (Holm)", "")
    rows = [
        (
            *(one.feature, f"{one.n_values:,}", percent(one.told.value)),
            *(percent(one.told_above_chance.value), f"{one.p_value:.4f}", f"{one.p_adjusted:.4f}"),
            word("WARNING") if one.is_suspected else "",
        )
        for one in found.leaks
    ]
    if found.runs is not None:
        one = found.runs
        told = f"{one.n_runs:,} of {one.expected:,.0f} expected"
        rows.append(
            ("runs in id order", told, "", "", f"{one.p_value:.4f}", f"{one.p_adjusted:.4f}", "")
        )
    table(out, heads, rows, right=heads[1:6])
    for leak in found.leaks:
        if leak.is_suspected and leak.examples:
            out.print(f"  {leak.examples[0].sentence}", soft_wrap=True)
    if found.p_least > LEVEL:
        out.print(
            f"so many features cannot be told from chance by {found.permutations} permutations:"
            " ask for more with --permutations",
            soft_wrap=True,
        )


def tell_duplicates(out: Console, found: Duplicates) -> None:
    if not found.twins:
        out.print(f"no two of {found.n_items:,} items are alike")
    else:
        rows = [
            (
                ", ".join(each.value.replace("_", " ") for each in one.findings) or "·",
                *(one.likeness.value, str(one.distance), f"{len(one.items):,}"),
                ", ".join(one.items[:ITEMS_NAMED_MAX])
                + (" …" if len(one.items) > ITEMS_NAMED_MAX else ""),
            )
            for one in found.twins[:TWINS_TOLD_MAX]
        ]
        heads = ("finding", "alike in", "bits apart", "items", "")
        table(out, heads, rows, right=("bits apart", "items"))
        if len(found.twins) > TWINS_TOLD_MAX:
            out.print(f"{len(found.twins) - TWINS_TOLD_MAX:,} more: see --json")
    if found.unreadable:
        out.print(f"no digests: {_causes(found.unreadable)}", soft_wrap=True)


def bar(share: float) -> str:
    """In eighths of a cell; nothing for 0."""
    eighths = round(min(1.0, share) * BAR_CELLS * 8)
    return ("█" * (eighths // 8) + _EIGHTHS[eighths % 8]).rstrip()


def number(found: Figure, *, absent: str | None = None) -> str:
    if found.value is None:
        return found.status.value if absent is None else absent
    return f"{found.value:.4f}"


def percent(share: float | None) -> str:
    return "none" if share is None else f"{share:.1%}"


def bounds(found: Interval | None, *, is_share: bool = True) -> str:
    if found is None:
        return ""
    if is_share:
        return f"{found.low:.1%} to {found.high:.1%}"
    return f"{found.low:.4f} to {found.high:.4f}"


def as_json(value: object) -> object:
    """Structs with their fields as camelCase; keys of mappings are what they are."""
    if isinstance(value, msgspec.Struct):
        return {_camel(name): as_json(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, Mapping):
        return {str(key): as_json(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(one) for one in value]
    return value.value if isinstance(value, Enum) else value


def _classes(out: Console, classes: Sequence[ClassShare]) -> None:
    rows: list[tuple[Cell, ...]] = [
        (one.category, f"{one.n:,}", percent(one.share), bounds(one.interval), bar(one.share or 0))
        for one in classes
    ]
    table(out, ("class", "n", "share", "95 %", ""), rows, right=("n", "share"))


def _summed(found: Balance) -> str:
    missing = f"; no item: {', '.join(found.missing)}" if found.missing else ""
    return (
        f"effective classes {number(found.effective_number)} (by Simpson"
        f" {number(found.inverse_simpson)}) of {len(found.classes)}; largest to smallest"
        f" {number(found.imbalance)}, of those observed {number(found.imbalance_observed)};"
        f" evenness {number(found.normalised_entropy)}{missing}"
    )


def _causes(found: Mapping[str, int]) -> str:
    return ", ".join(f"{n:,} {cause.replace('_', ' ')}" for cause, n in sorted(found.items()))


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(one.capitalize() for one in rest)
