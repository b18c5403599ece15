"""The schema that annotation UIs, auditors and dashboards see."""
