"""Who is preferred: of each candidate the comparisons won, tied and lost.

Guarantees: a tie is nobody's win, "both bad" neither; shares are of the comparisons in which the
candidate took part, whoever the other was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec

from labeltrail.projections.distribution.figure import rounded
from labeltrail.projections.distribution.proportions import LEVEL, wilson
from labeltrail.projections.distribution.sample import Sample
from labeltrail.projections.statistics.score import Interval

WON = {"first": 0, "second": 1}


class WinShare(msgspec.Struct, frozen=True, kw_only=True):
    """`share` is of wins among comparisons; None where there was no comparison."""

    candidate: str
    comparisons: int
    wins: int
    ties: int
    both_bad: int
    losses: int
    share: float | None
    interval: Interval | None


def win_shares(
    sample: Sample, candidates: Sequence[str] = (), level: float = LEVEL
) -> tuple[WinShare, ...]:
    """From preferences as categories: JSON arrays [first, second, outcome].

    `candidates` come first, in their order; others that were compared follow, sorted.

    >>> kinds = ['["a","b","first"]', '["a","b","tie"]']
    >>> [(one.candidate, one.wins, one.ties, one.losses, one.share) for one in
    ...     win_shares(Sample.of([("i1", kinds[0]), ("i2", kinds[1])], kinds))]
    [('a', 1, 1, 0, 0.5), ('b', 0, 1, 1, 0.0)]
    """
    seen: Counter[tuple[str, str]] = Counter()
    for text, n in zip(sample.categories, sample.counts().tolist(), strict=True):
        *pair, outcome = msgspec.json.decode(text, type=tuple[str, str, str])
        for place, candidate in enumerate(pair):
            seen[candidate, _outcome(outcome, place)] += n
    compared = {candidate for (candidate, _), n in seen.items() if n}
    listed = [*candidates, *sorted(compared.difference(candidates))]
    return tuple(_share(one, seen, level) for one in listed)


def _outcome(outcome: str, place: int) -> str:
    if outcome not in WON:
        return outcome
    return "win" if WON[outcome] == place else "loss"


def _share(candidate: str, seen: Counter[tuple[str, str]], level: float) -> WinShare:
    wins, ties, both_bad, losses = (
        seen[candidate, one] for one in ("win", "tie", "both_bad", "loss")
    )
    comparisons = wins + ties + both_bad + losses
    return WinShare(
        candidate=candidate,
        comparisons=comparisons,
        wins=wins,
        ties=ties,
        both_bad=both_bad,
        losses=losses,
        share=rounded(wins / comparisons) if comparisons else None,
        interval=wilson(wins, comparisons, level) if comparisons else None,
    )
