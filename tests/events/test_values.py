"""Values and commands survive their bytes; what no value can be is refused, never repaired."""

from __future__ import annotations

import unicodedata

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labeltrail.events import catalogue
from labeltrail.events.identifiers import ClassId, ItemId, identifier_fault, project_id_fault
from labeltrail.events.limits import IDENTIFIER_LENGTH_MAX
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.item.commands import RegisterItem, SubmitLabel
from labeltrail.events.streams.item.facts import Modality, SuggestionShown
from labeltrail.events.values import (
    Answer,
    CannotTell,
    Choice,
    Rating,
    Task,
    Value,
    answers_fault,
    category,
    value_fault,
    value_of_category,
)
from tests.events.history import ITEM
from tests.events.owls import (
    ANY_VOICES,
    BIRDNET,
    HOW_CLEAR,
    OSKAR,
    QUALITY,
    SPECIES,
    TASKS,
    VOICES,
    WHICH_OWL,
    archive,
)

BY_NAME = {task.name: task for task in TASKS}
TEXTS = st.text(max_size=30)  # every character but surrogates, which no UTF-8 holds


def values(task: Task) -> st.SearchStrategy[Value]:
    given_classes = [
        Choice(class_id=c.class_id) if c.rank is None else Rating(rank=c.rank) for c in task.classes
    ]
    unsure = [CannotTell()] if task.allows_cannot_tell else []
    return st.sampled_from([*given_classes, *unsure])


def answers_of(task: Task) -> st.SearchStrategy[Answer]:
    confidence = st.none() | st.floats(0, 1)
    return st.builds(Answer, value=values(task), confidence=confidence)


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        SPECIES: answers_of(WHICH_OWL),
        QUALITY: answers_of(HOW_CLEAR),
        VOICES: answers_of(ANY_VOICES),
    },
).filter(bool)
LABELS = st.builds(
    SubmitLabel,
    item_id=st.just(ITEM),
    answers=ANSWERS,
    taxonomy_version=st.just(1),
    guideline_revision=st.just(1),
    seconds_spent=st.none() | st.floats(0, 3_600),
    tool=st.none() | TEXTS.filter(lambda text: bool(text.strip()) and "\x00" not in text),
    suggestion=st.none()
    | st.builds(
        SuggestionShown,
        model=st.just(BIRDNET),
        values=st.dictionaries(st.just(SPECIES), values(WHICH_OWL), max_size=1),
    ),
)


@given(LABELS)
@settings(deadline=None)
def test_label_says_the_same_after_its_bytes(command: SubmitLabel) -> None:
    body = catalogue.encode(command)
    assert msgspec.json.decode(body, type=SubmitLabel) == command
    assert catalogue.encode(msgspec.json.decode(body, type=SubmitLabel)) == body


@given(LABELS)
@settings(deadline=None)
def test_sensible_label_is_admitted_and_survives_the_log(command: SubmitLabel) -> None:
    archive().when(command, by=OSKAR).admitted()


@given(st.permutations([SPECIES, QUALITY, VOICES]))
def test_equal_labels_are_equal_bytes(order: list[str]) -> None:
    given_values: dict[str, Value] = {
        SPECIES: Choice(class_id=ClassId("tawny")),
        QUALITY: Rating(rank=2),
        VOICES: Choice(class_id=ClassId("no")),
    }
    told = {name: Answer(value=given_values[name]) for name in order}
    first = {name: Answer(value=value) for name, value in given_values.items()}
    assert msgspec.json.encode(told, order="sorted") == msgspec.json.encode(first, order="sorted")


@given(st.sampled_from(TASKS).flatmap(lambda task: st.tuples(st.just(task), values(task))))
def test_value_is_known_by_its_category(given_pair: tuple[Task, Value]) -> None:
    task, value = given_pair
    name = category(value)
    assert value_fault(task, value) is None
    if name is not None:
        assert name in task.categories()
        assert value_of_category(task, name) == value


@given(st.sampled_from(TASKS), TEXTS | st.integers().map(str))
def test_text_of_a_file_is_a_category_or_refused(task: Task, text: str) -> None:
    value = value_of_category(task, text)
    if isinstance(value, Rejection):
        assert value.rule in (Rule.RANK_OFF_SCALE, Rule.CLASS_UNKNOWN)
    else:
        assert category(value) == text


@pytest.mark.parametrize("text", ["1.0", "+1", " 1", "01", "1_0", "\u0661", "one", "", "1" * 5_000])
def test_rank_is_written_in_one_way(text: str) -> None:
    value = value_of_category(HOW_CLEAR, text)
    assert isinstance(value, Rejection)
    assert value.rule is Rule.RANK_OFF_SCALE


@given(st.floats())
def test_confidence_is_a_share(confidence: float) -> None:
    value = Choice(class_id=ClassId("tawny"))
    fault = answers_fault(BY_NAME, {SPECIES: Answer(value=value, confidence=confidence)})
    assert (fault is None) is (0 <= confidence <= 1)
    if fault is not None:
        assert (fault.rule, fault.path) == (Rule.NUMBER_OUT_OF_RANGE, (SPECIES, "confidence"))


@given(st.integers())
def test_rank_is_on_the_scale_or_refused(rank: int) -> None:
    fault = value_fault(HOW_CLEAR, Rating(rank=rank))
    assert (fault is None) is (rank in (1, 2, 3))


@pytest.mark.parametrize(
    "body",
    [
        b'{"kind":"choice","class_id":7}',
        b'{"kind":"choice"}',
        b'{"kind":"rating","rank":1.5}',
        b'{"kind":"rating","rank":"1"}',
        b'{"kind":"rating","rank":true}',
        b'{"kind":"rating","rank":NaN}',
        b'{"kind":"box","x":1}',
        b'{"class_id":"tawny"}',
        b'"tawny"',
        b"null",
    ],
)
def test_body_that_is_no_value_is_not_read_as_one(body: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        msgspec.json.decode(body, type=Value)


@given(st.text(alphabet=st.characters(), max_size=IDENTIFIER_LENGTH_MAX + 5))
def test_id_is_taken_as_it_is_or_not_at_all(text: str) -> None:
    """What is taken is short, visible, its own normal form, and what a database can keep."""
    if identifier_fault(text) is None:
        assert 1 <= len(text) <= IDENTIFIER_LENGTH_MAX
        assert text == text.strip() == unicodedata.normalize("NFC", text)
        assert "\x00" not in text
        text.encode()
        archive().when(RegisterItem(item_id=ItemId(text), modality=Modality.AUDIO)).admitted()


@given(st.text(max_size=70))
def test_project_id_is_part_of_an_address(text: str) -> None:
    if project_id_fault(text) is None:
        assert text.isascii()
        assert text == text.lower()
        assert 1 <= len(text) <= 63
