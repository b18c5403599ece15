"""Role by field: every field that a query can reach is asked for in every role, over HTTP."""

from __future__ import annotations

import pytest
from graphql import GraphQLObjectType

from labeltrail.graphql.access import table
from labeltrail.graphql.access.gate import NAMING
from tests.api.access.paths import SERVED, Field, Path, operation, paths
from tests.api.letters import morning, read
from tests.api.townhall import TownHall

REACHED = paths()

OTHERS_JUDGMENTS = {
    ("Project", "guidelineCoverage"),
    ("Project", "guidelineImpact"),
    ("Project", "guidelineDemands"),
    ("Project", "staleLabelCounts"),
    ("Project", "escalationQueues"),
    ("GuidelineRevision", "answers"),
    ("Project", "taxonomyDraft"),
    ("Project", "taxonomyAdvice"),
    ("Project", "relabelWorklist"),
    ("Taxonomy", "publishedBy"),
    ("Taxonomy", "reviews"),
    ("Taxonomy", "pilots"),
    ("Batch", "pilotReport"),
    ("Project", "agreement"),
    ("Project", "agreementReport"),
    ("Project", "readiness"),
    ("Project", "readinessUnder"),
    ("Project", "readinessTrend"),
    ("Project", "policyDryRun"),
    ("Project", "counts"),
    ("Project", "degraded"),
    ("Project", "difference"),
    ("Project", "timeline"),
    ("Project", "annotators"),
    ("Project", "annotator"),
    ("Project", "goldItems"),
    ("Project", "goldScores"),
    ("Project", "goldExposures"),
    ("Project", "doubtedGolds"),
    ("AnnotatorStanding", "history"),
    ("Project", "distribution"),
    ("Project", "distributionTrend"),
    ("Project", "shift"),
    ("Project", "leakage"),
    ("Project", "duplicates"),
    ("Project", "workQueue"),
    ("Project", "workSummary"),
    ("Project", "quotas"),
    ("Project", "errorCosts"),
    ("Project", "splits"),
    ("Project", "splitContamination"),
    ("Project", "audits"),
    ("Project", "audit"),
    ("Project", "teams"),
    ("Project", "retraining"),
    ("Project", "models"),
    ("Batch", "agreement"),
    ("Batch", "agreementReport"),
    ("Batch", "readiness"),
    ("Batch", "readinessUnder"),
    ("Batch", "readinessTrend"),
    ("Batch", "counts"),
    ("Batch", "degraded"),
    ("Batch", "difference"),
    ("Project", "certificates"),
    ("Project", "releases"),
    ("Batch", "certificate"),
    ("Batch", "certificates"),
    ("Batch", "certificateTimeline"),
    ("Batch", "waivers"),
    ("Batch", "releases"),
    ("Item", "groundTruth"),
    ("Item", "degraded"),
    ("Item", "reviewRequests"),
    ("Item", "adjudication"),
    ("Item", "gold"),
    ("Item", "difference"),
    ("Label", "isIndependent"),
    ("Label", "reviews"),
    ("Project", "reviewQueue"),
    ("Project", "adjudicationQueue"),
    ("Project", "secondLooks"),
    ("ReviewingPolicy", "rules"),
    ("ReviewingPolicy", "seed"),
    ("ReviewingPolicy", "secondLevelRate"),
}
LEDGER = {
    ("Project", "events"),
    ("Project", "proof"),
    ("Project", "inference"),
    ("Project", "inferenceRuns"),
    ("Project", "inferenceRun"),
    ("Project", "automation"),
    ("Project", "policyProposals"),
    ("Batch", "releaseDifference"),
}
PROGRESS = {("Project", "projection")}
PEOPLE = {("Project", "members")}

DENIED: dict[str, set[Field]] = {
    "bo": OTHERS_JUDGMENTS | LEDGER | PROGRESS | PEOPLE,  # annotates
    "quill": OTHERS_JUDGMENTS | LEDGER,  # serves
    "rae": LEDGER | PROGRESS,  # reviews
    "jo": LEDGER | PROGRESS,  # adjudicates
    "ada": set(),  # manages
    "liv": set(),  # audits
}
"""Where each is stopped. Everything below such a field is out of reach as well."""

ANSWERS_TO_COMMANDS = ("Success", "Payload")
REFUSALS = {
    *("Refused", "NotFound", "Forbidden", "ValidationFailed", "VersionConflict"),
    *("Mutation", "NothingToClaim"),
}


def test_every_field_is_reached_by_a_query_or_answers_a_command() -> None:
    rest = {
        (name, field)
        for name, by_readers in table.FIELDS.items()
        for fields in by_readers.values()
        for field in fields.split()
        if (name, field) not in REACHED
    }
    assert {
        (name, field)
        for name, field in rest
        if not name.endswith(ANSWERS_TO_COMMANDS) and name not in REFUSALS
    } == set()


@pytest.mark.parametrize("actor", DENIED)
async def test_role_reads_its_fields_and_no_other(town: TownHall, actor: str) -> None:
    await read(town, "ada", "title", await morning(town))
    wrong: list[str] = []
    for siblings, is_refused in asked_together(actor):
        answer = await town.ask(actor, operation(*siblings))
        codes = [error["extensions"]["code"] for error in answer.body.get("errors", ())]
        expected = ["FORBIDDEN"] if is_refused else []
        if sorted(set(codes)) != expected:
            names = ", ".join(".".join(path[-1]) for path in siblings)
            wrong.append(f"{names}: {codes}, expected {expected}")
        wrong += [
            f"{'.'.join(path[-1])} is refused and answered"
            for path in siblings
            if is_refused and _value_at(answer.body, path, DENIED[actor]) is not None
        ]
    assert not wrong, "\n".join(wrong)


def asked_together(actor: str) -> list[tuple[list[Path], bool]]:
    """Fields of one object that all are read, or all refused: one request asks for them."""
    found: dict[tuple[Path, str, bool], list[Path]] = {}
    for path in REACHED.values():
        is_refused = bool(DENIED[actor] & set(path)) and _is_met(actor, path)
        found.setdefault((path[:-1], path[-1][0], is_refused), []).append(path)
    return [(siblings, is_refused) for (_, _, is_refused), siblings in found.items()]


def _is_met(actor: str, path: Path) -> bool:
    """Whether anything stands above the first denied field: bo and quill have labels to show,
    and the key of the annotation UI none."""
    return not (actor == "quill" and ("Item", "labels") in path)


def _value_at(body: dict[str, object], path: Path, denied: set[Field]) -> object:
    value: object = body.get("data")
    for field in path:
        if isinstance(value, list):
            value = value[0] if value else None
        if not isinstance(value, dict):
            return None
        value = value.get(field[1])
        if field in denied:
            return value
    return value


def test_the_gate_stands_before_every_field_that_not_all_members_read() -> None:
    for type_name, by_readers in table.FIELDS.items():
        for readers, fields in by_readers.items():
            for field in fields.split():
                named = SERVED.type_map[type_name]
                assert isinstance(named, GraphQLObjectType)
                resolve = named.fields[field].resolve
                is_gated = getattr(resolve, "__qualname__", "").startswith("_gated")
                hides_names = f"{type_name}.{field}" in NAMING
                assert is_gated is (hides_names or not readers.is_open), (type_name, field)
