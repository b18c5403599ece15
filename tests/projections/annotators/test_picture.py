"""The picture is well-formed, the same each time, and shows what the card says."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np

from labeltrail.projections.annotators.drift import Drift, Revision, Series, drift
from labeltrail.projections.annotators.material import HeldAgainst
from labeltrail.projections.annotators.picture import STRETCHES_MAX, picture

SVG = "{http://www.w3.org/2000/svg}"
MINUTE = 60_000_000


def _drift(n: int, *, wrong_from: int) -> tuple[Drift, list[int]]:
    times = np.arange(n, dtype=np.int64) * MINUTE
    series = Series(
        rows=np.arange(n),
        right=np.arange(n) < wrong_from,
        occurred_at=times,
        position=np.arange(1, n + 1),
    )
    revisions = [Revision(revision=2, published_at=wrong_from * MINUTE, position=7)]
    return drift(series, HeldAgainst.TRUTH, revisions, in_control=0.9), times.tolist()


def test_alarms_are_dots_and_revisions_are_lines() -> None:
    charts, times = _drift(90, wrong_from=60)
    drawn = ElementTree.fromstring(picture(charts, times, title='ann & "bob" on <topic>'))
    titles = [one.text for one in drawn.iter(f"{SVG}title")]
    assert len(list(drawn.iter(f"{SVG}circle"))) == len(charts.alarms) > 0
    assert "revision 2" in titles
    assert any(one.startswith("CUSUM: worse at label 65,") for one in titles if one)
    assert drawn.attrib["aria-label"] == 'ann & "bob" on <topic>'


def test_the_same_card_gives_the_same_bytes() -> None:
    charts, times = _drift(40, wrong_from=20)
    assert picture(charts, times, title="ann") == picture(charts, times, title="ann")


def test_no_labels_are_drawn_as_none() -> None:
    charts, times = _drift(0, wrong_from=0)
    drawn = ElementTree.fromstring(picture(charts, times, title="ann"))
    assert "no label to hold against anything" in [one.text for one in drawn.iter(f"{SVG}text")]


def test_a_long_series_keeps_its_peaks_and_stays_small() -> None:
    charts, times = _drift(20_000, wrong_from=19_000)
    text = picture(charts, times, title="ann")
    drawn = ElementTree.fromstring(text)
    lines = [one.attrib["points"].split() for one in drawn.iter(f"{SVG}polyline")]
    assert all(len(points) <= 2 * STRETCHES_MAX + 2 for points in lines)
    lowest = max(float(point.split(",")[1]) for point in lines[-1])
    assert lowest <= 416.0
    assert len(text) < 200_000
