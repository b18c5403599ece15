"""The card of a released data set: Croissant 1.1 with the RAI 1.0 vocabulary, as JSON-LD.

Everything in it follows from the release and what it rests on; no prose is invented.
"""

from __future__ import annotations

from collections import Counter

import msgspec

from labeltrail.backend.release.layout import JUDGMENTS, LINES, PARQUET, TRUTHS
from labeltrail.events.streams.certificate import BatchReleased
from labeltrail.projections.releases.manifest import Manifest
from labeltrail.projections.releases.releasing import Released
from labeltrail.projections.releases.tables import JudgmentRow, TruthRow

CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "prov": "http://www.w3.org/ns/prov#",
    "sc": "https://schema.org/",
    "conformsTo": "http://purl.org/dc/terms/conformsTo",
    "recordSet": "cr:recordSet",
    "field": "cr:field",
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "source": "cr:source",
    "fileObject": "cr:fileObject",
    "extract": "cr:extract",
    "column": "cr:column",
}
_TYPES = {"repeat": "sc:Integer", "schema_version": "sc:Integer", "position": "sc:Integer"}
_TYPES |= {"guideline_version": "sc:Integer", "lead_time_ms": "sc:Integer"}
_TYPES |= {"submitted_at": "sc:DateTime", "uri": "sc:URL"}


def card(found: Released, sums: dict[str, str]) -> bytes:
    """`sums` are the SHA-256 of the tables, by file."""
    manifest, fact = found.manifest, found.release.fact
    told = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": [
            "http://mlcommons.org/croissant/1.1",
            "http://mlcommons.org/croissant/RAI/1.0",
        ],
        "name": f"{manifest.project_id}-{manifest.batch_id}",
        "description": manifest.title,
        "version": f"{manifest.number}.0.0",
        "datePublished": found.release.recorded_at.isoformat(),
        "identifier": f"sha256:{fact.manifest_sha256}",
        "distribution": [_file(name, sums[name]) for name in sorted(sums)],
        "recordSet": [
            _records(TRUTHS, TruthRow.__struct_fields__),
            _records(JUDGMENTS, JudgmentRow.__struct_fields__),
        ],
        "prov:wasGeneratedBy": _activity(manifest, fact),
        **_responsible(found),
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n"


def _file(name: str, sha256: str) -> dict[str, object]:
    is_lines = name.endswith(LINES)
    encoding = "application/jsonlines" if is_lines else "application/vnd.apache.parquet"
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "contentUrl": name,
        "encodingFormat": encoding,
        "sha256": sha256,
    }


def _records(table: str, columns: tuple[str, ...]) -> dict[str, object]:
    file = f"{table}{PARQUET}"
    return {
        "@type": "cr:RecordSet",
        "@id": table,
        "name": table,
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{table}/{column}",
                "name": column,
                "dataType": _TYPES.get(column, "sc:Text"),
                "source": {"fileObject": {"@id": file}, "extract": {"column": column}},
            }
            for column in columns
        ],
    }


def _activity(manifest: Manifest, fact: BatchReleased) -> dict[str, object]:
    return {
        "@type": "prov:Activity",
        "prov:wasAssociatedWith": {"@type": "prov:Agent", "identifier": fact.released_by},
        "identifier": f"{manifest.checkpoint.origin}#{manifest.position}",
        "description": (
            f"Release {manifest.number} under certificate {manifest.certificate}, as of position"
            f" {manifest.position} of the ledger {manifest.checkpoint.origin}, sealed with root"
            f" {manifest.checkpoint.root}."
        ),
    }


def _responsible(found: Released) -> dict[str, object]:
    """The RAI texts, from counts alone."""
    manifest, versions = found.manifest, found.manifest.versions
    origins = Counter(truth.origin.value for item in manifest.items for truth in item.truths)
    shown = ", ".join(f"{number} by {origin}" for origin, number in sorted(origins.items()))
    labels = Counter(len(item.active_labels()) for item in found.material.states.values())
    machines = sorted(
        {
            label.suggestion.model if label.suggestion is not None else label.annotator
            for item in found.material.states.values()
            for label in item.labels.values()
            if label.suggestion is not None or label.member_kind.value != "person"
        }
    )
    policy = found.material.rules.policy.current()
    method = policy.truth_method.replace("_", " ") if policy is not None else "no policy"
    return {
        "rai:dataAnnotationProtocol": (
            f"Guideline revision {versions.guideline_revision}, taxonomy version"
            f" {versions.taxonomy}, policy version {versions.policy}."
        ),
        "rai:dataAnnotationPlatform": ["Labeltrail"],
        "rai:dataAnnotationAnalysis": [
            f"Votes become a value by {method}; {shown or 'nothing is true yet'}.",
            "Which events decide each value is in its row.",
        ],
        "rai:annotationsPerItem": ", ".join(
            f"{count} on {items} items" for count, items in sorted(labels.items())
        ),
        "rai:machineAnnotationTools": machines,
        "rai:dataReleaseMaintenancePlan": (
            "A release is never changed: corrections make another one, with the difference."
        ),
    }
