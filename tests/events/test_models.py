"""Models: a version is registered once, and an evaluation adds up or is refused."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from labeltrail.events.identifiers import MemberId, TaskName
from labeltrail.events.rejections import Rule
from labeltrail.events.streams import model
from labeltrail.events.streams.model import (
    Against,
    Confusion,
    EvaluateModel,
    ModelEvaluated,
    ModelRegistered,
    RegisterModel,
)
from labeltrail.events.streams.model.decide import TRAINED_ON_MAX, nothing_to_evaluate
from labeltrail.events.streams.project import MemberKind, MemberRolesChanged, Role
from tests.events.history import Happened, History
from tests.events.owls import BIRDNET, DESK, MIRA, OSKAR, SPECIES, archive
from tests.events.slices import CELLS, EVALUATED, FIGURES

STREAM = model.PREFIX + "birdnet"
REGISTERED = ModelRegistered(
    name="BirdNET",
    version="2.4",
    model_kind=MemberKind.MODEL,
    member=BIRDNET,
    trained_on=("march-1",),
)


VOUCHED = ModelEvaluated(version="2.4", result=EVALUATED, vouched_by=MIRA)


def known(*past: msgspec.Struct) -> History:
    return archive(Happened(REGISTERED, stream=STREAM), *past)


def register(**changed: Any) -> RegisterModel:
    command = RegisterModel(
        model_id="birdnet",
        name="BirdNET",
        version="2.4",
        model_kind=MemberKind.MODEL,
        member=BIRDNET,
        trained_on=("march-1",),
    )
    return replace(command, **changed)


def evaluate(version: str = "2.4", **changed: Any) -> EvaluateModel:
    return EvaluateModel(model_id="birdnet", version=version, result=replace(EVALUATED, **changed))


def test_model_is_registered_with_what_it_was_trained_on() -> None:
    archive().when(register()).then(REGISTERED)


def test_next_version_is_registered_beside_the_former() -> None:
    known().when(register(version="3")).then(replace(REGISTERED, version="3"))


def test_version_is_registered_once() -> None:
    known().when(register()).refuses(Rule.MODEL_VERSION_EXISTS, ("version",))


def test_person_is_no_model() -> None:
    archive().when(register(model_kind=MemberKind.PERSON)).refuses(
        Rule.MEMBER_IS_NO_MODEL, ("model_kind",)
    )
    archive().when(register(member=OSKAR)).refuses(Rule.MEMBER_IS_NO_MODEL, ("member",))


def test_labeling_function_does_not_label_as_a_model() -> None:
    command = register(model_kind=MemberKind.LABELING_FUNCTION)
    archive().when(command).refuses(Rule.MEMBER_IS_NO_MODEL, ("member",), "is a model")


def test_member_that_is_not_there_is_refused() -> None:
    command = register(member=MemberId("perch-8"))
    archive().when(command).refuses(Rule.MEMBER_UNKNOWN, ("member",))


def test_model_need_not_label_here() -> None:
    archive().when(register(member=None)).then(replace(REGISTERED, member=None))


@pytest.mark.parametrize(
    ("changed", "rule", "path"),
    [
        ({"name": " "}, Rule.TEXT_EMPTY, ("name",)),
        ({"version": " "}, Rule.IDENTIFIER_MALFORMED, ("version",)),
        ({"trained_on": ("a", "a")}, Rule.DUPLICATE_GIVEN, ("trained_on", 1)),
        ({"trained_on": ("a", " ")}, Rule.IDENTIFIER_MALFORMED, ("trained_on", 1)),
        (
            {"trained_on": tuple(f"r{n}" for n in range(TRAINED_ON_MAX + 1))},
            Rule.TOO_MANY,
            ("trained_on",),
        ),
    ],
)
def test_what_a_model_is_not(
    changed: dict[str, Any], rule: Rule, path: tuple[str | int, ...]
) -> None:
    archive().when(register(**changed)).refuses(rule, path)


def test_evaluation_of_a_client_is_recorded_as_given() -> None:
    known().when(evaluate()).then(VOUCHED)


def test_counts_of_a_service_or_of_the_labeler_itself_are_recorded_and_no_evidence() -> None:
    bare = ModelEvaluated(version="2.4", result=EVALUATED)
    kept = MemberRolesChanged(member=BIRDNET, roles=(Role.ANNOTATOR, Role.MANAGER))
    both = MemberRolesChanged(member=MIRA, roles=(Role.MANAGER, Role.SERVICE))
    for history, by, via in (
        (known(), DESK, None),
        (known(), MIRA, DESK),
        (known(kept), BIRDNET, None),
        (known(both), MIRA, None),
    ):
        grown = history.when(evaluate(), by=by, via=via).then(bare)
        assert model.fold(grown.events(STREAM)).last_evaluation(SPECIES) is None


def test_evaluation_that_counts_is_not_hidden_by_one_that_does_not() -> None:
    worse = evaluate(against=Against.GROUND_TRUTH, release=None)
    grown = known().when(evaluate()).then(VOUCHED).when(worse, by=DESK).admitted()
    found = model.fold(grown.events(STREAM)).last_evaluation(SPECIES)
    assert found is not None
    assert (found.result, found.vouched_by) == (EVALUATED, MIRA)


def test_what_is_computed_here_counts_whoever_asks() -> None:
    computed = replace(EVALUATED, is_computed=True)
    grown = known().when(evaluate(is_computed=True), by=DESK)
    history = grown.then(ModelEvaluated(version="2.4", result=computed))
    assert model.fold(history.events(STREAM)).last_evaluation(SPECIES) is not None


def test_version_that_nobody_registered_is_refused() -> None:
    known().when(evaluate("3")).refuses(Rule.MODEL_UNKNOWN, ("version",), "register it first")


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"items": 51}, ("items",)),
        ({"right": 46}, ("right",)),
        ({"classes": (replace(FIGURES[0], said=41), FIGURES[1])}, ("classes", 0)),
        ({"classes": (FIGURES[0], replace(FIGURES[1], right=8))}, ("classes", 1)),
        (
            {"classes": (model.ClassFigures(category="long-eared", truth=1, said=0, right=0),)},
            ("classes", 0),
        ),
    ],
)
def test_counts_that_do_not_add_up_are_refused(
    changed: dict[str, Any], path: tuple[str | int, ...]
) -> None:
    known().when(evaluate(**changed)).refuses(Rule.COUNTS_DO_NOT_ADD_UP, path, "adds up to")


@pytest.mark.parametrize(
    ("changed", "rule", "path"),
    [
        ({"task": TaskName("age")}, Rule.TASK_UNKNOWN, ("task",)),
        ({"taxonomy_version": 9}, Rule.TASK_UNKNOWN, ("task",)),
        ({"taxonomy_version": 0}, Rule.TASK_UNKNOWN, ("task",)),
        ({"release": None}, Rule.NOTHING_GIVEN, ("release",)),
        ({"against": Against.GOLD}, Rule.NOTHING_GIVEN, ("release",)),
        ({"confusion": ()}, Rule.NOTHING_GIVEN, ("confusion",)),
        ({"confusion": (*CELLS, CELLS[0])}, Rule.DUPLICATE_GIVEN, ("confusion", 4)),
        (
            {"confusion": (*CELLS, Confusion(truth="barn", said="tawny", items=1))},
            Rule.CLASS_UNKNOWN,
            ("confusion", 4, "truth"),
        ),
        (
            {"confusion": (*CELLS, Confusion(truth="little", said="barn", items=1))},
            Rule.CLASS_UNKNOWN,
            ("confusion", 4, "said"),
        ),
        (
            {"confusion": (*CELLS, Confusion(truth="long-eared", said="tawny", items=0))},
            Rule.NUMBER_OUT_OF_RANGE,
            ("confusion", 4, "items"),
        ),
    ],
)
def test_what_an_evaluation_is_not(
    changed: dict[str, Any], rule: Rule, path: tuple[str | int, ...]
) -> None:
    known().when(evaluate(**changed)).refuses(rule, path)


def test_annotator_may_not_register_models() -> None:
    archive().when(register(), by=OSKAR).refuses(Rule.ROLE_MISSING)
    known().when(evaluate(), by=OSKAR).refuses(Rule.ROLE_MISSING)


def test_last_evaluation_of_the_last_version_is_the_one_that_counts() -> None:
    first = Happened(VOUCHED, stream=STREAM)
    later = Happened(replace(REGISTERED, version="3"), stream=STREAM)
    found = model.fold(known(first).events(STREAM)).last_evaluation(SPECIES)
    assert found is not None
    assert found.result == EVALUATED
    assert model.fold(known(first, later).events(STREAM)).last_evaluation(SPECIES) is None


def test_stream_holds_nothing_but_the_model() -> None:
    with pytest.raises(TypeError, match="no event of a model"):
        model.fold(archive().events()[:1])


def test_what_cannot_be_evaluated_is_told_by_code() -> None:
    fault = nothing_to_evaluate("no label of it is there", "task")
    assert (fault.rule, fault.path) == (Rule.NOTHING_TO_EVALUATE, ("task",))
