"""Truth, votes and agreement of answers that were given under an older taxonomy version."""

from __future__ import annotations

import msgspec

from labeltrail.events.identifiers import MemberId
from labeltrail.events.streams.item import facts
from labeltrail.events.streams.item.facts import Verdict
from labeltrail.events.streams.policy import Policy
from labeltrail.events.streams.rules import Rules
from labeltrail.events.streams.taxonomy import ClassFate, Fate, TaskMapping, Taxonomy
from labeltrail.events.streams.taxonomy.state import Author, Published
from labeltrail.events.values import Task
from labeltrail.projections.agreement.by import By
from labeltrail.projections.agreement.measures import Measure
from labeltrail.projections.agreement.reports import Asked, report
from labeltrail.projections.agreement.versions import MadeUnder, made_under, sentence
from labeltrail.projections.agreement.where import Where, chosen
from labeltrail.projections.columns.readings import NONE
from labeltrail.projections.columns.under import under
from labeltrail.projections.contribution import share
from labeltrail.projections.explanation import NoVote, ground_truth
from labeltrail.projections.readings import Exclusion, first_readings
from labeltrail.projections.statistics.coefficient import Coefficient
from labeltrail.projections.terms import Terms, terms_in_force
from labeltrail.projections.truth import Absence, Absent, InForce, Origin, outcome
from tests.events.taxonomies import fate
from tests.projections.answers_given import Given, readings
from tests.projections.herbarium import GENUS, genus, tree
from tests.projections.sheet import Sheet

KEPT, RENAMED, MERGED, SPLIT, RETIRED = Fate
OLD = genus("alder", "birch", "willow", "elm", "sallow")
NEW = genus("alnus", "birch", "willow", "wych", "field")
FATES = (
    fate("alder", RENAMED, "alnus"),
    fate("sallow", MERGED, "willow"),
    fate("elm", SPLIT, "wych", "field"),
)
REPUBLISHED = 10_000
"""The position of the second version: after everything that a sheet tells."""


def under_two(
    *fates: ClassFate, old: Task = OLD, new: Task = NEW, policy: Policy | None = None
) -> Terms:
    author = Author(person=MemberId("maud"), actor=MemberId("maud"))
    published = tuple(
        Published(position=position, author=author, draft=None) for position in (0, REPUBLISHED)
    )
    mapping = (TaskMapping(task=GENUS, classes=fates),)
    taxonomy = Taxonomy(
        versions=((old,), (new,)),
        constraints=((), ()),
        mappings=((), mapping),
        published=published,
    )
    rules = Rules()
    policies = msgspec.structs.replace(
        rules.policy, versions=(policy or Policy(overlap=2, quorum=2),)
    )
    return terms_in_force(msgspec.structs.replace(rules, taxonomy=taxonomy, policy=policies))


TERMS = under_two(*FATES)


def sheet(*trees: str) -> Sheet:
    made = Sheet()
    for name, one in zip(("noor", "jiri", "emeka", "sofia"), trees, strict=False):
        made.label(name, tree(one))
    return made


def test_renamed_and_merged_classes_vote_as_what_they_are_now() -> None:
    found = outcome(sheet("alder", "alder").item, GENUS, TERMS)
    assert isinstance(found, InForce)
    assert found.category == "alnus"
    together = outcome(sheet("sallow", "willow", "birch").item, GENUS, TERMS)
    assert isinstance(together, InForce)
    assert together.category == "willow", "two votes that were apart before"


def test_split_class_votes_for_nothing_and_is_told() -> None:
    made = sheet("elm", "birch", "birch")
    found = ground_truth(made.item, GENUS, TERMS)
    assert isinstance(found.outcome, InForce)
    assert found.outcome.category == "birch"
    assert [(one.annotator, one.cause) for one in found.explanation.left_out] == [
        ("noor", NoVote.NOT_ANSWERABLE)
    ]


def test_item_whose_every_answer_is_split_must_be_labeled_anew() -> None:
    found = ground_truth(sheet("elm", "elm").item, GENUS, TERMS)
    assert found.outcome == Absent(reason=Absence.NOT_ANSWERABLE)
    assert "must be labeled anew" in found.explanation.sentence


def test_one_vote_left_is_below_quorum_and_not_lost() -> None:
    found = outcome(sheet("elm", "birch").item, GENUS, TERMS)
    assert found == Absent(reason=Absence.BELOW_QUORUM)


def test_decision_for_a_class_that_was_split_waits_for_a_new_one() -> None:
    """An expert said that it is some elm: votes of others do not make it a birch."""
    made = sheet("birch", "birch", "elm")
    made.adjudicate(tree("elm"))
    found = ground_truth(made.item, GENUS, TERMS)
    assert found.outcome == Absent(reason=Absence.OUTSIDE_TAXONOMY, origin=Origin.ADJUDICATION)
    assert "decide again" in found.explanation.sentence


def test_decision_for_a_renamed_class_stands_under_its_new_name() -> None:
    made = sheet("birch", "birch")
    made.adjudicate(tree("alder"))
    found = outcome(made.item, GENUS, TERMS)
    assert isinstance(found, InForce)
    assert (found.category, found.origin) == ("alnus", Origin.ADJUDICATION)


def test_correction_to_a_merged_class_is_true_under_the_wider_one() -> None:
    made = Sheet()
    label = made.label("noor", tree("birch"))
    made.review(label, Verdict.CORRECTED, answers=tree("sallow"))
    found = ground_truth(made.item, GENUS, TERMS)
    assert isinstance(found.outcome, InForce)
    assert (found.outcome.category, found.outcome.origin) == ("willow", Origin.REVIEW)


def test_correction_to_a_split_class_is_shown_without_its_sign() -> None:
    made = Sheet()
    label = made.label("noor", tree("birch"))
    made.review(label, Verdict.CORRECTED, answers=tree("elm"))
    (told,) = ground_truth(made.item, GENUS, TERMS).explanation.reviews
    assert told.category == "elm (not answerable any more)"


def test_answers_that_say_nothing_are_counted_apart_in_agreement() -> None:
    said, left_out = first_readings(sheet("elm", "alder", "sallow").item, GENUS, TERMS)
    assert said == {"jiri": "alnus", "emeka": "willow"}
    assert left_out == {Exclusion.NOT_ANSWERABLE: 1}


def test_share_counts_no_voter_whose_answers_are_lost() -> None:
    found = share(sheet("elm", "birch").item, TERMS)
    assert (found.counts[1], found.voters) == (2, 1)


def test_item_is_read_once_however_often_it_is_asked_about() -> None:
    item = sheet("alder", "sallow").item
    once = TERMS.read(item)
    assert TERMS.read(once) is once
    assert once is not item
    untouched = sheet("birch", "birch").item
    assert TERMS.read(untouched) is untouched


def test_answer_given_before_a_review_keeps_the_version_it_was_given_under() -> None:
    made = Sheet()
    label = made.label("noor", tree("alder"))
    made.review(label, Verdict.APPROVED)
    revised = facts.LabelRevised(
        label_id=label, answers=tree("wych"), taxonomy_version=2, guideline_revision=1
    )
    made.happened(revised, "noor")
    found = made.item.labels[label]
    assert (found.taxonomy_version, found.independent_version) == (2, 1)
    assert first_readings(made.item, GENUS, TERMS)[0] == {"noor": "alnus"}
    again = msgspec.structs.replace(revised, taxonomy_version=1, answers=tree("birch"))
    made.happened(again, "noor")
    assert made.item.labels[label].independent_version is None, "both are of version 1 now"


ROWS = (
    Given("i1", "noor", "alder"),
    Given("i1", "jiri", "alnus", taxonomy_version=2),
    Given("i2", "noor", "sallow", suggested="elm"),
    Given("i2", "jiri", "willow"),
    Given("i3", "noor", "elm"),
    Given("i3", "jiri", "wych", taxonomy_version=2),
    Given("i4", "noor", None),
    Given("i4", "jiri", "birch", is_retracted=True),
)


def test_columns_read_as_items_do() -> None:
    found = under(readings(ROWS), GENUS, TERMS.lineage)
    values = [None if code == NONE else found.values[code] for code in found.value.tolist()]
    assert values == ["alnus", "alnus", "willow", "willow", "wych", "\x1aelm", "birch", None]
    table, left_out = found.first(NEW.categories())
    assert table.n_readings == 5
    assert left_out == {"retracted": 1, "cannot_tell": 1, "not_answerable": 1}
    assert found.votes(NEW.categories(), models_vote=False).n_readings == 5
    assert "\x1aelm" not in found.answerable


def test_columns_that_read_as_they_are_stay_the_very_same() -> None:
    given = readings([Given("i1", "noor", "birch", taxonomy_version=2)])
    assert under(given, GENUS, TERMS.lineage) is given
    assert under(given, GENUS, None) is given


def test_report_says_under_which_versions_its_answers_were_given() -> None:
    found = under(readings(ROWS), GENUS, TERMS.lineage)
    everything = chosen(found, None, Where())
    first, second = made_under(found, everything)
    assert first == MadeUnder(
        taxonomy_version=1, answers=4, as_they_are=1, renamed=1, merged=1, split=1, retired=0
    )
    assert (second.taxonomy_version, second.answers, second.counting) == (2, 2, 2)
    assert sentence((first, second)) == (
        "3 answers of version 1 (1 renamed, 1 merged; 1 more split, left out) and 2 answers of"
        " version 2"
    )
    only = chosen(found, None, Where(taxonomy_versions=(2,)))
    assert [one.taxonomy_version for one in made_under(found, only)] == [2]
    assert sentence(made_under(found, only)) is None


def test_agreement_is_asked_for_version_by_version() -> None:
    found = under(readings(ROWS), GENUS, TERMS.lineage)
    measure = Measure(coefficient=Coefficient.OBSERVED_AGREEMENT)
    asked = Asked(task=GENUS, by=By.TAXONOMY_VERSION, measures=(measure,))
    parts = report(found, None, TERMS, NEW, asked)
    assert [one.key for one in parts] == ["1", "2"]
    assert [one.scores[0].n_items for one in parts] == [1, 0], "i1 was answered under both"
