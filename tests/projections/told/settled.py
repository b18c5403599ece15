"""What is told of escalated questions, precedents and the handbook."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from labeltrail.events.identifiers import SYSTEM, PrecedentId
from labeltrail.events.streams import guideline
from labeltrail.events.streams.item.facts import EscalationRaised, LabelSubmitted
from labeltrail.events.streams.precedent import Following, stream_of_precedent
from labeltrail.events.streams.project import MemberKind, Role
from tests.events.owls import CLAUSES, OSKAR, owl
from tests.events.settled import DEMAND, EXAMPLES, OTHER_QUESTION, QUESTION, RESOLVED
from tests.projections.sheet import WORDS

_ASSIGNED, _COMMENTED, _LIFTED, _CLARIFIED, _RECORDED, _FOLLOWED, _SUPERSEDED = EXAMPLES
_QUOTED = f"text {WORDS.text_id}."
_ITEM = "item/rec-0412"
_PRECEDENT = stream_of_precedent(PrecedentId(QUESTION))

TOLD: list[tuple[str, str, msgspec.Struct, str]] = [
    (
        _ITEM,
        "oskar",
        EscalationRaised(
            raised_by=OSKAR,
            level=2,
            question=WORDS,
            guideline_revision=1,
            owner_role=Role.ADJUDICATOR,
            due_at=_LIFTED.due_at,
            policy_version=2,
        ),
        (
            "oskar escalated item rec-0412 to level 2, owned by whoever is adjudicator, due"
            " 2024-04-03T05:30:00+00:00 as policy version 2 says, under guideline revision 1."
            f" Question: {_QUOTED}"
        ),
    ),
    (
        _ITEM,
        "mira",
        _ASSIGNED,
        (
            f"mira gave escalation {QUESTION} of item rec-0412 to ines, due"
            " 2024-04-02T13:30:00+00:00."
        ),
    ),
    (
        _ITEM,
        "ruth",
        replace(_COMMENTED, comment=WORDS),
        f"ruth commented on escalation {QUESTION} of item rec-0412. Comment: {_QUOTED}",
    ),
    (
        _ITEM,
        "mira",
        replace(_LIFTED, owner_role=None),
        (
            f"mira lifted escalation {QUESTION} of item rec-0412 from level 1 to level 2, owned by"
            " ines, due 2024-04-03T05:30:00+00:00 as policy version 2 says."
        ),
    ),
    (
        _ITEM,
        "system",
        replace(_LIFTED, lifted_by=SYSTEM, owner=None),
        (
            f"Escalation {QUESTION} of item rec-0412 was overdue and rose from level 1 to level 2,"
            " owned by whoever is adjudicator, due 2024-04-03T05:30:00+00:00 as policy version 2"
            " says."
        ),
    ),
    (
        _ITEM,
        "ines",
        replace(RESOLVED, rationale=WORDS),
        (
            f"ines resolved escalation {QUESTION} of item rec-0412: the guideline was changed to"
            " answer it, under guideline revision 1, clause 2. The guideline is to change: Say what"
            f" to do when only the answer of a duet is heard Rationale: {_QUOTED}"
        ),
    ),
    (
        _ITEM,
        "oskar",
        LabelSubmitted(
            annotator=OSKAR,
            member_kind=MemberKind.PERSON,
            repeat=1,
            answers=owl("tawny"),
            taxonomy_version=1,
            guideline_revision=1,
            clauses=("1", "2"),
        ),
        (
            "oskar labeled item rec-0412: species = tawny, under taxonomy version 1 and guideline"
            " revision 1, going by clauses 1 and 2."
        ),
    ),
    (
        "guideline",
        "mira",
        guideline.GuidelineRevised(
            guideline_revision=2, clauses=CLAUSES, change_note="Half duets", answers=(DEMAND,)
        ),
        (
            "mira drafted guideline revision 2 with 2 clauses: 1, 2. It answers escalation"
            f" {QUESTION}. Change: Half duets"
        ),
    ),
    (
        "guideline",
        "ines",
        _CLARIFIED,
        (
            f"ines clarified clause 2 of guideline revision 1 after escalation {QUESTION} was"
            " resolved: The hoo alone counts as the pair's male. Reason: Only half of many duets is"
            " on the tape"
        ),
    ),
    (
        _PRECEDENT,
        "ines",
        _RECORDED,
        (
            "ines settled for reuse a question about tawny of species that item rec-0412 raised,"
            " under guideline revision 1, clause 2. Question: Only the hoo of a duet is heard. Is"
            " it a tawny owl? Answer: Yes: the hoo alone is the male of the pair. It supersedes"
            f" precedent {OTHER_QUESTION}."
        ),
    ),
    *(
        (
            _PRECEDENT,
            "oskar",
            replace(_FOLLOWED, following=following),
            f"oskar {how} item rec-0412 as precedent {QUESTION} says.",
        )
        for following, how in (
            (Following.LABEL, "labeled"),
            (Following.REVIEW, "reviewed a label of"),
            (Following.ADJUDICATION, "adjudicated"),
            (Following.RESOLUTION, "resolved a question about"),
        )
    ),
    (
        _PRECEDENT,
        "ines",
        _SUPERSEDED,
        (
            f"ines overturned precedent {QUESTION} by precedent {OTHER_QUESTION}; decisions about"
            " 1 item had followed it. Reason: The recordings of 2023 show that females hoo as well"
        ),
    ),
]
