"""Scorecards of real annotators: the 1979 anaesthetists, and crowds, against plain loops."""

from __future__ import annotations

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import resources
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest

from labeltrail.projections.annotators.card import Scorecard, Terms, scorecard
from labeltrail.projections.annotators.material import HeldAgainst, Truths, prepared
from labeltrail.projections.annotators.repeats import Repeats
from tests.projections.annotators.columns import Told, columns

CROWD = Path(__file__).resolve().parents[4] / "shared" / "data" / "crowd"


def _folder(name: str) -> Path:
    folder = CROWD / name
    if not folder.is_dir():
        pytest.skip(f"the real labels are not there: {folder}")
    return folder


def _amt(name: str) -> tuple[list[Told], dict[str, str]]:
    """Labels in the order of the file, which gives no times."""
    folder = _folder(name)
    labels, seen = [], Counter[tuple[str, str]]()
    with (folder / "labels.csv").open(encoding="utf-8") as file:
        for place, row in enumerate(csv.DictReader(file)):
            seen[key := (row["item"], row["worker"])] += 1
            labels.append(
                Told(
                    annotator=row["worker"],
                    item=row["item"],
                    category=row["label"],
                    repeat=seen[key],
                    at=place / 10,
                    seconds=float(row["seconds"]),
                )
            )
    with (folder / "gold.csv").open(encoding="utf-8") as file:
        return labels, {row["item"]: row["gold"] for row in csv.DictReader(file)}


def _cards(labels: Sequence[Told], gold: dict[str, str]) -> dict[str, Scorecard]:
    known = columns(labels)
    categories = tuple(sorted({*known.values, *gold.values()}))
    truths = Truths.unknown(known)
    for item, name in enumerate(known.items):
        if name in gold:
            truths.decided[item] = categories.index(gold[name])
    material = prepared(known, categories, truths)
    return {name: scorecard(material, code, Terms()) for code, name in enumerate(known.annotators)}


@pytest.mark.parametrize("name", ["act_weather_amt", "act_sentence_polarity_amt"])
def test_a_crowd_is_scored_as_plain_loops_do(name: str) -> None:
    labels, gold = _amt(name)
    cards = _cards(labels, gold)
    by_item: dict[str, dict[str, str | None]] = defaultdict(dict)
    by_worker: dict[str, list[Told]] = defaultdict(list)
    for one in labels:
        by_worker[one.annotator].append(one)
        if one.repeat == 1:
            by_item[one.item][one.annotator] = one.category
    for worker, own in by_worker.items():
        found = cards[worker]
        first = [one for one in own if one.repeat == 1]
        right = found.accuracy[HeldAgainst.DECIDED].overall
        assert right.hits == sum(gold[one.item] == one.category for one in first)
        assert (right.n, found.labels) == (len(first), len(own))
        assert found.pace.median.value == median(one.seconds for one in own if one.seconds)
        pairs = [
            said == one.category
            for one in first
            for other, said in by_item[one.item].items()
            if other != worker
        ]
        assert found.rest.pairwise.value == pytest.approx(sum(pairs) / len(pairs))
        led = equal = 0
        for one in first:
            rest = Counter(said for other, said in by_item[one.item].items() if other != worker)
            (leader, most), *others = rest.most_common()
            if all(n < most for _, n in others):
                led += 1
                equal += leader == one.category
        assert (found.rest.leader.hits, found.rest.leader.n) == (equal, led)


def test_the_order_of_the_labels_read_plays_no_part() -> None:
    labels, gold = _amt("act_weather_amt")
    numbered = [
        Told(**{name: getattr(one, name) for name in one.__struct_fields__} | {"position": place})
        for place, one in enumerate(labels[:1_500], 1)
    ]
    assert _cards(numbered, gold) == _cards(numbered[::-1], gold)


def test_a_crowd_with_real_times_has_sessions_repeats_and_alarms() -> None:
    """Fifteen workers a sentence; sets of relations are right when they are the very same."""
    labels: list[Told] = []
    times: dict[str, list[datetime]] = defaultdict(list)
    seen = Counter[tuple[str, str]]()
    path = _folder("crowdtruth_medical_relex") / "judgments.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            worker = row["worker"]
            if not worker.endswith("1"):  # one worker of ten is enough
                continue
            begun, done = (
                datetime.fromisoformat(row[name]).replace(tzinfo=UTC)
                for name in ("started_at", "created_at")
            )
            seen[key := (row["unit"], worker)] += 1
            times[worker].append(done)
            labels.append(
                Told(
                    annotator=worker,
                    item=row["unit"],
                    category=row["relations"],
                    repeat=seen[key],
                    at=done.timestamp() / 60,
                    seconds=(done - begun).total_seconds(),
                )
            )
    cards = _cards(labels, {})
    for worker, own in times.items():
        gaps = [after - before for before, after in pairwise(own)]
        assert cards[worker].work.sessions == 1 + sum(gap.total_seconds() >= 1_800 for gap in gaps)
        place = {alarm.place for alarm in cards[worker].drift.alarms}
        assert place <= set(range(1, len(cards[worker].drift.rows) + 1))
    assert any(card.drift.alarms for card in cards.values())
    assert sum(card.labels for card in cards.values()) == len(labels) > 3_000


def _anaesthetists() -> list[list[str]]:
    """Observer 1's three readings of each patient, in 1979."""
    table = resources.files("labeltrail.backend.demo").joinpath("anaesthetists.csv")
    with table.open(encoding="utf-8") as file:
        return [
            [row[f"observer_1_{which}"] for which in ("first", "second", "third")]
            for row in csv.DictReader(file)
        ]


def _observer_1() -> Repeats:
    labels = [
        Told(annotator="observer-1", item=f"p{patient}", category=grade, repeat=repeat)
        for patient, grades in enumerate(_anaesthetists())
        for repeat, grade in enumerate(grades, 1)
    ]
    return _cards(labels, {})["observer-1"].repeats


def test_observer_1_of_1979_repeats_himself() -> None:
    """A. P. Dawid and A. M. Skene, Applied Statistics 28 (1979), table 1: 45 patients, three
    readings by observer 1."""
    rows = _anaesthetists()
    equal = sum((first == second) + (first == third) for first, second, third in rows)
    found = _observer_1()
    assert (found.items, found.consistency.n, found.consistency.hits) == (45, 90, equal)


@pytest.mark.reference
def test_alpha_over_the_repeats_of_1979_is_the_reference_librarys() -> None:
    import krippendorff

    table = [[int(grade) for grade in column] for column in zip(*_anaesthetists(), strict=True)]
    judged = krippendorff.alpha(reliability_data=table, level_of_measurement="nominal")
    assert _observer_1().alpha.value == pytest.approx(judged)
