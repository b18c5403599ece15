"""What each method makes of input that leaves nothing, or too much, to infer."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from labeltrail.projections.inference import (
    Automatic,
    DawidSkene,
    GoldOutsideCategories,
    Inferred,
    Majority,
    Method,
    OneCoinDawidSkene,
    Outcome,
    ParameterOutOfBounds,
    ParametersOfAnotherMethod,
    Rule,
    TableTooLarge,
    WeightedVote,
    WeightsFrom,
    WeightsMissing,
    infer,
)
from labeltrail.projections.statistics.table import ReadingTable
from tests.projections.inference.crowd import SPECIES, Row, crowd, item

CLASSIFY = [method for method in Method if method is not Method.BRADLEY_TERRY]
MODELS = [Method.ONE_COIN_DAWID_SKENE, Method.DAWID_SKENE, Method.MACE, Method.GLAD]

every_method = pytest.mark.parametrize("method", CLASSIFY)
every_model = pytest.mark.parametrize("method", MODELS)


def table(rows: list[Row]) -> ReadingTable:
    return ReadingTable.of(rows, SPECIES)


def is_sound(inferred: Inferred) -> bool:
    """No NaN became an integer, no posterior left 0 to 1."""
    posterior = inferred.fitted.posterior
    sums = posterior.sum(axis=1)
    return bool(
        np.isfinite(posterior).all()
        and np.allclose(sums, 1.0, atol=1e-9)
        and (inferred.posterior >= 0).all()
        and (inferred.accuracy <= 1_000_000).all()
        and all(each.is_finite() for each in inferred.convergence.objective)
    )


@pytest.mark.parametrize("method", Method)
def test_no_votes_at_all_is_no_error(method: Method) -> None:
    inferred = infer(ReadingTable.of([], SPECIES), method)
    assert inferred.counts()[Outcome.DECIDED] == 0
    assert inferred.convergence.is_converged
    assert len(inferred.result_digest) == 32


@pytest.mark.parametrize("method", Method)
def test_no_votes_and_no_categories_is_no_error(method: Method) -> None:
    assert infer(ReadingTable.of([]), method).n_votes == 0


@every_method
def test_an_item_without_votes_has_no_truth_and_changes_nothing(method: Method) -> None:
    rows, _ = crowd([0.9, 0.7, 0.6], 12, seed=1)
    whole = table(rows)
    silenced = whole.where(whole.item != 4)
    found = infer(silenced, method)
    assert found.of(item(4)).outcome is Outcome.NO_VOTES
    assert found.of(item(4)).posterior == {}
    without = infer(table([row for row in rows if row[0] != item(4)]), method)
    assert found.result_digest == without.result_digest


@every_model
def test_one_annotator_is_echoed_but_never_with_certainty(method: Method) -> None:
    """Nothing tells how reliable somebody is who is alone: 1.0 would be made up."""
    rows = [(item(place), "ann", SPECIES[place % 3]) for place in range(200)]
    inferred = infer(table(rows), method)
    for place in range(200):
        told = inferred.of(item(place))
        assert told.category == SPECIES[place % 3]
        assert told.probability is not None
        assert Decimal("0.34") < told.probability < Decimal("0.99")


def test_one_annotator_is_as_reliable_as_the_prior_says() -> None:
    rows = [(item(place), "ann", SPECIES[place % 2]) for place in range(200)]
    inferred = infer(table(rows), Method.ONE_COIN_DAWID_SKENE)
    assert inferred.annotator(0).ability == Decimal("0.8")
    assert inferred.of(item(0)).probability == Decimal("0.8")


def test_a_single_vote_teaches_nothing_unless_asked_to() -> None:
    rows, _ = crowd([0.9, 0.9, 0.6], 30, seed=2)
    alone = [(f"alone {n:02}", "observer 3", SPECIES[0]) for n in range(100)]
    cautious = infer(table(rows + alone), Method.ONE_COIN_DAWID_SKENE)
    learned = infer(table(rows), Method.ONE_COIN_DAWID_SKENE)
    assert cautious.ability is not None
    assert learned.ability is not None
    assert cautious.ability.tolist() == learned.ability.tolist()
    asked = OneCoinDawidSkene(learn_from_single_votes=True)
    credulous = infer(table(rows + alone), Method.ONE_COIN_DAWID_SKENE, asked)
    assert credulous.ability is not None
    assert credulous.ability[2] > cautious.ability[2]


@every_method
def test_one_category_is_certain(method: Method) -> None:
    rows = [(item(place), who, "owl") for place in range(3) for who in ("ann", "bob")]
    inferred = infer(ReadingTable.of(rows), method)
    assert is_sound(inferred)
    assert inferred.of(item(0)).category == "owl"
    assert inferred.of(item(0)).probability == 1
    assert inferred.of(item(0)).entropy == 0


@every_method
def test_one_item_goes_to_its_majority(method: Method) -> None:
    rows = [(item(0), who, SPECIES[who == "cy"]) for who in ("ann", "bob", "cy")]
    inferred = infer(table(rows), method)
    assert is_sound(inferred)
    assert inferred.of(item(0)).category == SPECIES[0]


@every_model
def test_who_always_says_the_same_weighs_little(method: Method) -> None:
    rows, truth = crowd([0.9, 0.9, 0.85], 120, seed=3)
    rows += [(one, "parrot", SPECIES[0]) for one in truth]
    inferred = infer(table(rows), method)
    assert is_sound(inferred)
    weights = dict(zip(inferred.annotators, inferred.weight.tolist(), strict=True))
    assert weights["parrot"] < 0.2 * min(weights[f"observer {n}"] for n in (1, 2, 3))


@pytest.mark.parametrize("method", [Method.DAWID_SKENE, Method.GLAD])
def test_an_adversary_is_turned_around(method: Method) -> None:
    """With two classes, who is always wrong tells as much as who is always right."""
    pair = SPECIES[:2]
    rows, truth = crowd([0.85, 0.8, 0.8], 150, seed=4, classes=pair)
    opposite = {pair[0]: pair[1], pair[1]: pair[0]}
    rows += [(one, "adversary", opposite[category]) for one, category in truth.items()]
    inferred = infer(ReadingTable.of(rows, pair), method)
    found = {one: inferred.of(one).category for one in truth}
    assert sum(found[one] == truth[one] for one in truth) > 145
    place = inferred.annotators.index("adversary")
    assert inferred.accuracy[place] < 100_000


@every_method
def test_when_all_items_tie_no_category_is_made_up(method: Method) -> None:
    rows = [
        (item(place), who, SPECIES[who == "bob"]) for place in range(8) for who in ("ann", "bob")
    ]
    inferred = infer(ReadingTable.of(rows, SPECIES[:2]), method)
    assert is_sound(inferred)
    assert inferred.counts()[Outcome.TIE] == 8
    assert inferred.of(item(0)).category is None
    assert inferred.of(item(0)).leaders == SPECIES[:2]
    assert inferred.of(item(0)).probability == Decimal("0.5")


@every_method
def test_a_class_never_observed_leads_nowhere(method: Method) -> None:
    rows, truth = crowd([0.9, 0.8, 0.7], 40, seed=5, classes=SPECIES[:2])
    inferred = infer(table(rows), method)
    assert is_sound(inferred)
    assert all(inferred.of(one).category != SPECIES[2] for one in truth)


@every_method
def test_gold_that_contradicts_everybody_holds(method: Method) -> None:
    rows = [(item(place), who, SPECIES[0]) for place in range(10) for who in ("ann", "bob", "cy")]
    gold = {item(place): SPECIES[1] for place in range(10)}
    inferred = infer(table(rows), method, gold=gold)
    assert is_sound(inferred)
    for place in range(10):
        told = inferred.of(item(place))
        assert (told.outcome, told.category) == (Outcome.GOLD, SPECIES[1])
        assert told.probability == 1
    assert (inferred.accuracy == 0).all()


@every_method
def test_gold_on_an_item_without_votes_is_its_truth_and_teaches_nothing(method: Method) -> None:
    rows, _ = crowd([0.9, 0.7, 0.6], 12, seed=1)
    whole = table(rows)
    silenced = whole.where(whole.item != 4)
    found = infer(silenced, method, gold={item(4): SPECIES[2]})
    assert found.of(item(4)).outcome is Outcome.GOLD
    assert found.of(item(4)).category == SPECIES[2]
    if method is not Method.WEIGHTED_VOTE:
        assert np.array_equal(found.fitted.posterior, infer(silenced, method).fitted.posterior)


def test_gold_on_an_unlisted_item_is_left_aside() -> None:
    rows, _ = crowd([0.9, 0.7, 0.6], 5, seed=1)
    inferred = infer(table(rows), gold={"never seen": SPECIES[0]})
    assert inferred.n_gold == 0
    assert inferred.result_digest == infer(table(rows)).result_digest


def test_gold_outside_the_list_is_refused() -> None:
    with pytest.raises(GoldOutsideCategories, match="eagle owl"):
        infer(table([(item(0), "ann", SPECIES[0])]), gold={item(0): "eagle owl"})


@every_method
def test_cvat_quorum_is_documented_and_kept_fewer_votes_give_no_truth(method: Method) -> None:
    """CVAT documents a quorum that migrations add and remove: here fewer votes than it give no
    truth, by no method, and the posterior is told."""
    rows = [(item(0), who, SPECIES[0]) for who in ("ann", "bob", "cy")]
    rows.append((item(1), "ann", SPECIES[0]))
    parameters = type(infer(table(rows), method).parameters)(quorum=3)
    if method is Method.AUTOMATIC:
        parameters = Automatic(quorum=3)
    inferred = infer(table(rows), method, parameters)
    assert inferred.of(item(0)).outcome is Outcome.DECIDED
    assert inferred.of(item(1)).outcome is Outcome.BELOW_QUORUM
    assert inferred.of(item(1)).category is None
    assert inferred.of(item(1)).posterior


def test_inception_merge_rule_is_the_share_of_votes_and_no_margin_to_the_next() -> None:
    """INCEpTION documents a margin to the runner-up and takes votes by all votes: an absolute
    majority is more than half of all, and a lead of one over the next is none."""
    said = (SPECIES[0], SPECIES[0], SPECIES[1], SPECIES[2])
    rows = [(item(0), f"observer {n}", each) for n, each in enumerate(said)]
    absolute = Majority(rule=Rule.ABSOLUTE_MAJORITY)
    assert infer(table(rows), Method.MAJORITY).of(item(0)).category == SPECIES[0]
    told = infer(table(rows), Method.MAJORITY, absolute).of(item(0))
    assert (told.outcome, told.category) == (Outcome.NO_MAJORITY, None)
    assert told.leaders == (SPECIES[0],)
    for votes, found in (((3, 2), SPECIES[0]), ((4, 2, 2), None)):
        given = [SPECIES[n] for n, times in enumerate(votes) for _ in range(times)]
        rows = [(item(0), f"observer {n}", each) for n, each in enumerate(given)]
        assert infer(table(rows), Method.MAJORITY, absolute).of(item(0)).category == found


def test_weights_that_are_to_be_given_must_be() -> None:
    rows = [(item(0), "ann", SPECIES[0])]
    for weights_from in (WeightsFrom.GIVEN, WeightsFrom.GOLD):
        with pytest.raises(WeightsMissing):
            infer(table(rows), Method.WEIGHTED_VOTE, WeightedVote(weights_from=weights_from))


def test_votes_that_weigh_nothing_decide_nothing() -> None:
    rows = [(item(0), "ann", SPECIES[0])]
    given = WeightedVote(weights_from=WeightsFrom.GIVEN, weights={"ann": 0.0})
    assert infer(table(rows), Method.WEIGHTED_VOTE, given).of(item(0)).outcome is Outcome.TIE


def test_given_weights_outvote_numbers() -> None:
    rows = [(item(0), who, SPECIES[who == "cy"]) for who in ("ann", "bob", "cy")]
    given = WeightedVote(weights_from=WeightsFrom.GIVEN, weights={"ann": 1, "bob": 1, "cy": 3})
    told = infer(table(rows), Method.WEIGHTED_VOTE, given).of(item(0))
    assert (told.category, told.probability) == (SPECIES[1], Decimal("0.6"))


@pytest.mark.parametrize(
    "wrong",
    [
        DawidSkene(prior_correct=-1.0),
        DawidSkene(prior_wrong=float("nan")),
        DawidSkene(iterations_max=0),
        DawidSkene(tolerance=float("inf")),
        DawidSkene(quorum=0),
    ],
)
def test_a_parameter_out_of_bounds_is_refused_by_name(wrong: DawidSkene) -> None:
    with pytest.raises(ParameterOutOfBounds, match=r"\$\.\w+"):
        infer(table([(item(0), "ann", SPECIES[0])]), Method.DAWID_SKENE, wrong)


def test_parameters_of_another_method_are_refused() -> None:
    with pytest.raises(ParametersOfAnotherMethod, match="MACE takes Mace, not Majority"):
        infer(table([]), Method.MACE, Majority())


def test_annotators_and_classes_beyond_the_limit_are_refused_by_the_full_matrices_alone() -> None:
    classes = [f"sheet {n:05}" for n in range(5_000)]
    rows = [(item(0), who, classes[0]) for who in ("ann", "bob")]
    table_of_many = ReadingTable.of(rows, classes)
    with pytest.raises(TableTooLarge, match="annotators times categories squared"):
        infer(table_of_many, Method.DAWID_SKENE)
    for method in (Method.AUTOMATIC, Method.MAJORITY, Method.MACE, Method.GLAD):
        told = infer(table_of_many, method)
        assert told.of(item(0)).category == classes[0]
        assert told.confusion is None
        assert told.annotator(0).confusion is None


def test_items_times_classes_beyond_the_limit_are_refused() -> None:
    classes = [f"sheet {n:05}" for n in range(5_000)]
    rows = [(f"{n:05}", "ann", classes[0]) for n in range(20_001)]
    with pytest.raises(TableTooLarge, match="items times categories"):
        infer(ReadingTable.of(rows, classes), Method.MAJORITY)
