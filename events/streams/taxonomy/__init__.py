"""The taxonomy stream: which tasks are asked, and which classes may answer them.

facts     what can happen to a taxonomy
mapping   what becomes of the classes of one version in the next
lineage   how answers made under one version read under a later one
state     every version, draft, review and passed pilot
stream    what admits a draft, a review and a publication
pilots    the gate before production
"""

from labeltrail.events.streams.taxonomy.facts import (
    PilotBasis,
    PilotPassed,
    TaxonomyDrafted,
    TaxonomyFact,
    TaxonomyObjection,
    TaxonomyPublished,
    TaxonomyReviewed,
    TaxonomyVerdict,
)
from labeltrail.events.streams.taxonomy.lineage import Carried, Lineage
from labeltrail.events.streams.taxonomy.mapping import ClassFate, Fate, Mapping, TaskMapping
from labeltrail.events.streams.taxonomy.state import (
    Taxonomy,
    TaxonomyDraft,
    TaxonomyReview,
    evolve,
)
from labeltrail.events.streams.taxonomy.stream import (
    EXPERTS,
    STREAM,
    DraftTaxonomy,
    PassPilot,
    PublishTaxonomy,
    PublishTaxonomyDraft,
    ReviewTaxonomy,
    TaxonomyCommand,
    decide,
)

__all__ = [
    "EXPERTS",
    "STREAM",
    "Carried",
    "ClassFate",
    "DraftTaxonomy",
    "Fate",
    "Lineage",
    "Mapping",
    "PassPilot",
    "PilotBasis",
    "PilotPassed",
    "PublishTaxonomy",
    "PublishTaxonomyDraft",
    "ReviewTaxonomy",
    "TaskMapping",
    "Taxonomy",
    "TaxonomyCommand",
    "TaxonomyDraft",
    "TaxonomyDrafted",
    "TaxonomyFact",
    "TaxonomyObjection",
    "TaxonomyPublished",
    "TaxonomyReview",
    "TaxonomyReviewed",
    "TaxonomyVerdict",
    "decide",
    "evolve",
]
