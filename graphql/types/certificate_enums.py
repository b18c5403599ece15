"""Enumerations about certificates."""

from labeltrail.events.streams.certificate import Relaxation, RevocationCause
from labeltrail.graphql.types.described import declare as _declare

_declare(
    RevocationCause,
    "What undermined a certificate.",
    LABEL="A label was given, revised or retracted.",
    REVIEW="A label was reviewed.",
    ADJUDICATION="An item was adjudicated, or that was re-opened.",
    ESCALATION="A question was raised or settled.",
    GOLD="Gold was proposed, approved, contested or retired.",
    ITEMS="Items joined the batch, or one was changed as such.",
    INFERENCE="A run of truth inference came into force.",
    TAXONOMY="The taxonomy changed.",
    GUIDELINE="The guideline changed.",
    POLICY="The policy changed.",
    MEMBERS="Members, or their roles or attributes, changed.",
    STANDING="Somebody was suspended or reinstated.",
    WAIVER="A waiver that it rested on ended, or was withdrawn.",
    OTHER_EVIDENCE="An audit, a split, a model or another batch that a requirement rests on.",
    BY_HAND="A manager, with a reason.",
)
_declare(
    Relaxation,
    "A separation of duties that the policy let go of.",
    CERTIFIER_LABELED_BATCH="Who certified had labeled in the batch.",
)
