"""A pilot's report: where its disagreement sits, told from numbers that a naive count confirms."""

from __future__ import annotations

import doctest
import random
from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labeltrail.events.identifiers import ClassId, ItemId, MemberId, TaskName
from labeltrail.events.streams.item.facts import Verdict
from labeltrail.events.streams.policy import Demands
from labeltrail.events.values import ClassDefinition, Task, TaskKind
from labeltrail.projections.pilot import verdict
from labeltrail.projections.pilot.decomposition import Decomposition, Part, decomposed
from labeltrail.projections.pilot.picture import picture
from labeltrail.projections.pilot.report import (
    PilotReport,
    Size,
    citations_in,
    persons,
    reported,
    size_of,
)
from labeltrail.projections.pilot.verdict import Cause, PilotVerdict, judged
from labeltrail.projections.statistics.table import ReadingTable
from labeltrail.projections.taxonomy_advice.resampled import Resampling
from tests.projections.answers_given import Given, readings
from tests.projections.herbarium import tree
from tests.projections.sheet import Sheet
from tests.projections.taxonomy_advice import naive

GULLS = ("herring", "caspian", "common", "black-headed")
Rows = list[tuple[str, str, str]]
FEW = Resampling(resamples=200)
NOBODY: Mapping[str, frozenset[str]] = {}


def watched(
    seed: int,
    *,
    items: int = 60,
    watchers: int = 4,
    confused: tuple[str, str] | None = None,
    careless: int | None = None,
    doubtful: frozenset[str] = frozenset(),
) -> Rows:
    """Watchers who are right but for what is named: a pair of classes that they confuse, one of
    them who tosses, and items about which everybody tosses.
    """
    drawn = random.Random(seed)
    rows: Rows = []
    for n in range(items):
        item, is_ = f"gull-{n:03}", GULLS[n % 4]
        for watcher in range(watchers):
            said = is_ if drawn.random() < 0.97 else drawn.choice(GULLS)
            if confused and is_ in confused:
                said = drawn.choice(confused)
            if watcher == careless or item in doubtful:
                said = drawn.choice(GULLS)
            rows.append((item, f"watcher-{watcher}", said))
    return rows


def cut(rows: Rows, citing: Mapping[str, frozenset[str]] = NOBODY) -> Decomposition:
    return decomposed(ReadingTable.of(rows, GULLS), GULLS, citing, FEW)


def told(rows: Rows, citing: Mapping[str, frozenset[str]] = NOBODY) -> PilotVerdict:
    return judged(cut(rows, citing))


def test_two_classes_that_are_confused_point_to_the_taxonomy() -> None:
    found = told(watched(1, confused=("herring", "caspian")))
    assert found.cause is Cause.TAXONOMY
    assert found.because[0].names == ("herring", "caspian")
    assert "herring and caspian make up" in found.sentence
    assert "define what tells them apart, or merge them" in found.sentence


def test_clause_whose_items_are_doubted_points_to_the_guideline() -> None:
    doubtful = frozenset(f"gull-{n:03}" for n in range(0, 60, 4))
    citing = {"2.1": doubtful, "3": frozenset(("gull-001", "gull-002", "gull-003"))}
    found = told(watched(2, doubtful=doubtful), citing)
    assert found.cause is Cause.GUIDELINE
    assert found.because[0].names == ("2.1",)
    assert "items that cite clause 2.1 hold" in found.sentence


def test_person_who_tosses_points_to_training() -> None:
    found = told(watched(3, careless=2))
    assert found.cause is Cause.TRAINING
    assert found.because[0].names == ("watcher-2",)
    assert "train them on the items shown" in found.sentence


def test_disagreement_of_everybody_about_everything_is_spread() -> None:
    drawn = random.Random(4)
    rows = [
        (f"gull-{n:03}", f"watcher-{w}", drawn.choice(GULLS)) for n in range(60) for w in range(6)
    ]
    found = told(rows)
    assert (found.cause, found.because) == (Cause.SPREAD, ())


def test_watchers_who_agree_have_nothing_to_mend() -> None:
    assert told(watched(5)).cause is Cause.NOWHERE
    same = [(f"gull-{n:03}", f"watcher-{w}", GULLS[n % 4]) for n in range(20) for w in range(2)]
    assert "nothing to mend" in told(same).sentence


def test_few_items_tell_nothing() -> None:
    assert told(watched(1, items=9, confused=("herring", "caspian"))).cause is Cause.UNTOLD
    assert told([]).cause is Cause.UNTOLD


def test_of_two_watchers_neither_is_blamed() -> None:
    found = told(watched(3, watchers=2, careless=1))
    assert found.cause is not Cause.TRAINING


def test_clause_that_everything_cites_explains_nothing() -> None:
    everything = {"1": frozenset(f"gull-{n:03}" for n in range(60))}
    found = told(watched(3, careless=2), everything)
    assert found.cause is Cause.TRAINING


def test_report_is_the_same_whatever_the_order_of_rows_and_however_often() -> None:
    rows = watched(1, confused=("herring", "caspian"))
    citing = {"2": frozenset(("gull-000", "gull-004"))}
    shuffled = random.Random(9).sample(rows, len(rows))
    assert cut(rows, citing) == cut(shuffled, citing) == cut(rows, citing)


TABLES = st.lists(
    st.tuples(
        st.sampled_from([f"i{n}" for n in range(6)]),
        st.sampled_from([f"a{n}" for n in range(4)]),
        st.sampled_from(GULLS),
    ),
    max_size=24,
    unique_by=lambda row: row[:2],
)
CITING = st.dictionaries(
    st.sampled_from(("1", "2.1", "3")),
    st.frozensets(st.sampled_from([f"i{n}" for n in range(6)])),
)


@settings(max_examples=80, deadline=None)
@given(rows=TABLES, citing=CITING)
def test_every_part_equals_a_naive_count(rows: Rows, citing: Mapping[str, frozenset[str]]) -> None:
    found = cut(rows, citing)
    compared = naive.units(rows)
    whole = naive.alpha(rows)
    assert found.alpha == _near(whole)
    pairs = {
        (one, other): naive.met(rows, one, other)
        for n, one in enumerate(GULLS)
        for other in GULLS[n + 1 :]
    }
    assert found.disagreement == _near(sum(pairs.values()))
    assert {part.names: part.disagreement for part in found.class_pairs} == {
        pair: _near(weight) for pair, weight in pairs.items() if weight
    }
    for part in found.class_pairs:
        assert part.alpha_without == _near(naive.alpha(naive.merged(rows, *part.names)))
    for part in found.annotators:
        (who,) = part.names
        assert part.disagreement == _near(_of_person(rows, who))
        assert part.alpha_without == _near(naive.alpha([row for row in rows if row[1] != who]))
    assert sum(part.disagreement for part in found.annotators) == pytest.approx(found.disagreement)
    for part in found.clauses:
        cited = citing[part.names[0]]
        inside = [row for row in rows if row[0] in cited]
        assert part.disagreement == _near(sum(naive.met(inside, *pair) for pair in pairs))
        assert part.alpha_without == _near(naive.alpha([r for r in rows if r[0] not in cited]))
    for part in found.parts:
        shown = sum(one.weight for one in part.items)
        assert shown == pytest.approx(part.disagreement, abs=1e-4), "six items at most"
        assert part.gain_interval is None, "too few items to draw again"
    assert found.n_items == len(compared)


def _of_person(rows: Rows, who: str) -> float:
    """Half of every unequal pair that the person has a part in."""
    weight = 0.0
    for item, values in naive.units(rows).items():
        own = [value for where, person, value in rows if (where, person) == (item, who)]
        for value in own:
            weight += sum(value != one for one in values) / (len(values) - 1)
    return weight


def _near(value: Fraction | float | None) -> object:
    return None if value is None else pytest.approx(float(value), abs=2e-6)


def test_shares_and_gains_have_intervals_around_them() -> None:
    found = cut(watched(1, confused=("herring", "caspian")))
    part = found.class_pairs[0]
    assert part.gain is not None
    assert part.gain_interval is not None
    assert part.gain_interval.low <= part.gain <= part.gain_interval.high
    assert (part.gain_interval.method, part.gain_interval.seed) == ("bootstrap_percentile", 0)
    assert found.alpha_interval is not None
    assert part.share == pytest.approx(part.disagreement / found.disagreement, abs=1e-5)


CLASSES = tuple(ClassDefinition(class_id=ClassId(one), definition="A gull.") for one in GULLS)
TASK = Task(name=TaskName("gulls"), kind=TaskKind.MULTICLASS, question="Which?", classes=CLASSES)
SIZE = Size(items=60, overlapped=60, overlap_min=4, items_min=50, warnings=())


def full_report(task: Task = TASK) -> PilotReport:
    rows = watched(1, confused=("herring", "caspian"))
    given_rows = [Given(item, who, said) for item, who, said in rows]
    citations = {"2.1": {"gull-000": 2, "gull-004": 1}}
    return reported(readings(given_rows), task, SIZE, citations, FEW)


def test_report_says_what_it_rests_on() -> None:
    found = full_report()
    assert found.verdict.cause is Cause.TAXONOMY
    assert [(one.clause, one.items, one.citations) for one in found.cited] == [("2.1", 2, 3)]
    assert [(one.taxonomy_version, one.answers) for one in found.versions] == [(1, 240)]


def test_open_answers_have_no_pairs_of_classes() -> None:
    import msgspec

    found = full_report(msgspec.structs.replace(TASK, kind=TaskKind.MULTILABEL))
    assert found.verdict.cause is Cause.UNTOLD
    assert "no short list of classes" in found.verdict.sentence


def test_picture_is_plain_and_the_same_every_time() -> None:
    drawn = picture(full_report(), "Pilot <april>")
    assert drawn == picture(full_report(), "Pilot <april>")
    assert drawn.startswith("<svg ")
    assert "Pilot &lt;april&gt;" in drawn
    assert "herring and caspian" in drawn
    assert "<script" not in drawn


def test_size_counts_persons_under_the_version_in_force() -> None:
    items = {}
    for n in range(60):
        sheet = Sheet(f"sheet-{n}")
        for who in ("noor", "jiri", "emeka")[: 3 if n else 2]:
            sheet.label(who, tree("alder"))
        items[ItemId(f"sheet-{n}")] = sheet.item
    found = size_of(items, 1, Demands(pilot=True, pilot_overlap_min=3, pilot_items_min=50), 2)
    assert (found.items, found.overlapped, found.overlap_min, found.items_min) == (60, 59, 3, 50)
    assert found.warnings == ("1 of 60 items have fewer than 3 answers yet",)
    assert size_of(items, 2, Demands(), 2).overlapped == 0, "labeled under the version before"
    few = size_of(dict(list(items.items())[1:9]), 1, Demands(), 3)
    assert few.warnings == ("8 items: a pilot shows little; 50 to 100 are recommended",)


def test_answers_after_a_review_are_not_independent() -> None:
    sheet = Sheet()
    label = sheet.label("noor", tree("alder"))
    sheet.review(label, Verdict.APPROVED)
    sheet.label("jiri", tree("alder"))
    assert persons(sheet.item, 1) == 1


def test_citations_are_counted_by_clause_and_item() -> None:
    sheet = Sheet("sheet-1")
    sheet.label("noor", tree("alder"))
    sheet.adjudicate(tree("alder"))
    assert all(MemberId("noor") not in by for by in citations_in(sheet.events).values())


def test_words_worked_in_docstrings() -> None:
    assert doctest.testmod(verdict).failed == 0


def test_parts_are_named_in_words() -> None:
    found = cut(watched(3, careless=2))
    parts: tuple[Part, ...] = found.annotators
    assert verdict.named(parts[0]) == "watcher-2"
