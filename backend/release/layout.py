"""What the folder of a release holds.

    manifest.json      every item with what is true of it; its SHA-256 is in the ledger
    truths.jsonl       the same as a table, one row for each item and task; truths.parquet
    judgments.jsonl    every label that it comes from, as a long table; judgments.parquet
    croissant.json     the data set's card (Croissant 1.1, RAI 1.0)
    audit.zip          what the ledger holds of the batch, with proofs: `labeltrail audit verify`
    SHA256SUMS         of all of these: `sha256sum -c SHA256SUMS`

All but the last two are the same bytes whenever they are written; `audit.zip` leads to the newest
checkpoint of its day.
"""

from __future__ import annotations

MANIFEST = "manifest.json"
TRUTHS = "truths"
JUDGMENTS = "judgments"
CARD = "croissant.json"
AUDIT = "audit.zip"
SUMS = "SHA256SUMS"
LINES, PARQUET = ".jsonl", ".parquet"

TABLES = tuple(f"{table}{kind}" for table in (TRUTHS, JUDGMENTS) for kind in (LINES, PARQUET))
FILES = (MANIFEST, *TABLES, CARD, AUDIT)
"""All that have a sum."""
