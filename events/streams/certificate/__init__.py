"""The streams `certificate/<batch id>`: what a batch was certified by, what undermined that, and
what was released.

    proposed waiver -> waiver        lets one requirement pass for a time
    certificate 1 -> revoked         by an event that undermines it, or by hand
    certificate 2 -> release 1, 2    a manifest that is a fact; a correction makes another release

They are no part of the batch's own stream: few and short, they are read where they are asked for.
"""

from labeltrail.events.streams.certificate.commands import (
    ApproveWaiver,
    CertificateCommand,
    CertifyBatch,
    ReleaseBatch,
    RevokeCertificate,
    WaiveRequirement,
    WithdrawWaiver,
)
from labeltrail.events.streams.certificate.decide import decide
from labeltrail.events.streams.certificate.facts import (
    Assessment,
    BatchCertified,
    BatchReleased,
    CertificateFact,
    CertificateRevoked,
    CertificateWaived,
    Finding,
    Judgment,
    Relaxation,
    Result,
    RevocationCause,
    SealedTree,
    Turned,
    Undermined,
    Versions,
    WaiverProposed,
    WaiverWithdrawn,
)
from labeltrail.events.streams.certificate.state import (
    Certificate,
    Certification,
    Release,
    Revocation,
    Waiver,
    evolve,
    fold,
)
from labeltrail.events.streams.policy.certification import MAY_CERTIFY

PREFIX = "certificate/"

__all__ = [
    "MAY_CERTIFY",
    "PREFIX",
    "ApproveWaiver",
    "Assessment",
    "BatchCertified",
    "BatchReleased",
    "Certificate",
    "CertificateCommand",
    "CertificateFact",
    "CertificateRevoked",
    "CertificateWaived",
    "Certification",
    "CertifyBatch",
    "Finding",
    "Judgment",
    "Relaxation",
    "Release",
    "ReleaseBatch",
    "Result",
    "Revocation",
    "RevocationCause",
    "RevokeCertificate",
    "SealedTree",
    "Turned",
    "Undermined",
    "Versions",
    "WaiveRequirement",
    "Waiver",
    "WaiverProposed",
    "WaiverWithdrawn",
    "WithdrawWaiver",
    "decide",
    "evolve",
    "fold",
]
