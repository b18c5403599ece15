"""The enumerations about the life of a taxonomy, each value described."""

from labeltrail.events.streams.policy import TaxonomyApproval
from labeltrail.events.streams.taxonomy import (
    Fate,
    PilotBasis,
    TaxonomyObjection,
    TaxonomyVerdict,
)
from labeltrail.graphql.types.described import declare as _declare

_declare(
    Fate,
    "What a new taxonomy version makes of a class of the old one.",
    name="ClassFateKind",
    KEPT="The same class under the same id.",
    RENAMED="The same class under another id.",
    MERGED="Part of a wider class now.",
    SPLIT="Several classes now: old answers do not say which, and are to be given anew.",
    RETIRED="Asked for no more.",
)
_declare(
    TaxonomyVerdict,
    "What a domain expert says of a taxonomy.",
    APPROVED="It can be labeled with.",
    REFUSED="Not so.",
)
_declare(
    TaxonomyObjection,
    "Why an expert refuses a taxonomy.",
    DEFINITION_UNCLEAR="A definition can be read in two ways.",
    CLASSES_OVERLAP="An item may belong to two classes.",
    CLASS_MISSING="Items belong to none.",
    CLASS_NOT_NEEDED="Nobody needs the class, or nobody can tell it.",
    MAPPING_WRONG="Old classes become the wrong new ones.",
    OTHER="Something else; see the note.",
)
_declare(
    PilotBasis,
    "What a pilot passed by.",
    READY="It met every requirement that blocks.",
    CERTIFIED="It has a certificate that nothing has revoked.",
)
_declare(
    TaxonomyApproval,
    "When a domain expert must have approved the taxonomy.",
    NOT_DEMANDED="Never.",
    BEFORE_PRODUCTION="Before a production batch takes items under it.",
    BEFORE_PUBLICATION="Before it is in force.",
)
