"""Three queries to try, one for each kind of user, as commands to paste."""

from __future__ import annotations

import json
import shlex

import msgspec

from labeltrail.backend.demo.acts import item_of
from labeltrail.backend.demo.cast import AUDITOR, DASHBOARD, UI, Cast
from labeltrail.backend.demo.rules import BATCH
from labeltrail.backend.demo.story import STORY_ITEM, Ending

ASKING = (UI, AUDITOR, DASHBOARD)
"""Whose keys are shown."""


class QueryToTry(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks, what for, and the query in GraphQL."""

    member: str
    purpose: str
    query: str


def queries_to_try(cast: Cast, ending: Ending) -> list[QueryToTry]:
    project, item = json.dumps(cast.project), json.dumps(item_of(STORY_ITEM))
    before = f'{{position: "{ending.position_before_revision_2}"}}'
    rules = "taxonomy { version tasks { name question classes { rank definition } } }"
    return [
        QueryToTry(
            member=UI,
            purpose="An annotation UI asks what to show for an item, and under which rules",
            query=f"{{ project(id: {project}) {{ {rules}"
            " guideline { revision clauses { number title text } }"
            f" item(itemId: {item}) {{ itemId modality source }} }} }}",
        ),
        QueryToTry(
            member=AUDITOR,
            purpose="An auditor asks who decided what about an item, and what was true before",
            query=f"{{ item(project: {project}, itemId: {item}) {{"
            f" before: groundTruth(asOf: {before}) {{ category origin }}"
            " now: groundTruth { category origin explanation { sentence } }"
            " timeline(first: 20) { nodes { position recordedAt actor sentence } } } }",
        ),
        QueryToTry(
            member=DASHBOARD,
            purpose="A dashboard asks whether the batch is fit to train on, and why",
            query=f"{{ batch(project: {project}, batchId: {json.dumps(BATCH)}) {{"
            " readiness { verdict sentence requirements { status sentence } }"
            " agreement { alphaNominal { value } alphaOrdinal { value } } } }",
        ),
    ]


def as_command(url: str, key: str, query: str) -> str:
    """The query as a command line for curl."""
    body = json.dumps({"query": query})
    return (
        f"curl -s {url}/graphql -H 'Authorization: Bearer {key}'"
        f" -H 'Content-Type: application/json' -d {shlex.quote(body)}"
    )
