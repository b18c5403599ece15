"""What can happen to a taxonomy: drafted, reviewed, published, and tried out by a pilot."""

from enum import StrEnum

import msgspec

from labeltrail.events.acts import PersonalText
from labeltrail.events.constraints import Constraint
from labeltrail.events.identifiers import BatchId, MemberId
from labeltrail.events.streams.taxonomy.mapping import Mapping
from labeltrail.events.values import Task


class TaxonomyVerdict(StrEnum):
    """What a domain expert says of a taxonomy."""

    APPROVED = "approved"
    REFUSED = "refused"


class TaxonomyObjection(StrEnum):
    """Why an expert refuses it."""

    DEFINITION_UNCLEAR = "definition_unclear"
    CLASSES_OVERLAP = "classes_overlap"
    CLASS_MISSING = "class_missing"
    CLASS_NOT_NEEDED = "class_not_needed"
    MAPPING_WRONG = "mapping_wrong"
    OTHER = "other"


class TaxonomyDrafted(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Draft `draft`, 1, 2, 3 …, of what comes after version `follows`. It binds nobody."""

    draft: int
    follows: int
    drafted_by: MemberId
    tasks: tuple[Task, ...]
    change_note: str
    constraints: tuple[Constraint, ...] = ()
    mapping: Mapping = ()


class TaxonomyReviewed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An expert's word on a draft, or on a version that was published without one."""

    reviewed_by: MemberId
    verdict: TaxonomyVerdict
    draft: int | None = None
    taxonomy_version: int | None = None
    objections: tuple[TaxonomyObjection, ...] = ()
    note: PersonalText | None = None


class TaxonomyPublished(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Version `taxonomy_version` is in force from this position on.

    `mapping` says what becomes of the classes of the version before; those that it does not name
    and the new version has are kept. `draft` is the one that was published, if one was.
    """

    taxonomy_version: int
    tasks: tuple[Task, ...]
    change_note: str
    constraints: tuple[Constraint, ...] = ()
    mapping: Mapping = ()
    draft: int | None = None
    published_by: MemberId | None = None


class PilotBasis(StrEnum):
    """What a pilot passed by."""

    READY = "ready"
    """It met every requirement that blocks, as of the position named."""
    CERTIFIED = "certified"
    """It has a certificate that nothing has revoked."""


class PilotPassed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The pilot shows that this taxonomy version can be labeled: production batches may begin.

    `position` is what the judgment holds for. Of its `items`, so many (`items_overlapped`) had as
    many independent answers under this version as the policy of `policy_version` demands.
    """

    batch_id: BatchId
    taxonomy_version: int
    policy_version: int
    basis: PilotBasis
    position: int
    items: int
    items_overlapped: int
    passed_by: MemberId


TaxonomyFact = TaxonomyDrafted | TaxonomyReviewed | TaxonomyPublished | PilotPassed
