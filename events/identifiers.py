"""Identifiers are opaque text chosen by the client; this module says which texts may be one."""

import re
import unicodedata
from typing import NewType
from uuid import UUID

from labeltrail.events.limits import IDENTIFIER_LENGTH_MAX

ProjectId = NewType("ProjectId", str)
TenantId = NewType("TenantId", str)
ItemId = NewType("ItemId", str)
BatchId = NewType("BatchId", str)
MemberId = NewType("MemberId", str)
"""A person, model or service by an opaque id. Names and addresses live in the directory."""
TaskName = NewType("TaskName", str)
ClassId = NewType("ClassId", str)
EventId = NewType("EventId", UUID)
LabelId = NewType("LabelId", UUID)
"""The event id of the LabelSubmitted that began the label; revisions keep it."""
EscalationId = NewType("EscalationId", UUID)
"""The event id of the EscalationRaised."""
PrecedentId = NewType("PrecedentId", UUID)
"""The id of the escalation whose resolution it keeps."""
GoldId = NewType("GoldId", UUID)
"""The event id of the GoldProposed."""
AssignmentId = NewType("AssignmentId", UUID)
"""The event id of the ItemAssigned."""

SYSTEM = MemberId("system")
"""The actor of acts that a rule, not a person, decided. No member may take this id."""

_PROJECT = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


def project_id_fault(text: str) -> str | None:
    """Why `text` cannot name a project, or None when it can."""
    if _PROJECT.fullmatch(text):
        return None
    return "must be 1 to 63 characters: lower-case letters, digits and hyphens, no leading hyphen"


def class_id_of(text: str) -> ClassId:
    """The class id that somebody's text names: in NFC, as each id is, whatever keyboard or file
    it came from, so that equal judgments are equal bytes.
    """
    return ClassId(unicodedata.normalize("NFC", text))


def identifier_fault(text: str) -> str | None:
    """Why `text` cannot be an id, or None when it can.

    Ids are compared byte for byte, so only NFC text without control characters or
    surrounding white space is taken: two ids that look alike are then alike.
    """
    if not text:
        return "must not be empty"
    if len(text) > IDENTIFIER_LENGTH_MAX:
        return f"must be at most {IDENTIFIER_LENGTH_MAX} characters, not {len(text)}"
    if text != text.strip():
        return "must not begin or end with white space"
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in text):
        return "must not hold control characters"
    if unicodedata.normalize("NFC", text) != text:
        return "must be in Unicode normal form C"
    return None
