"""Classes, splits, teams, audits and models: how a project's items and people are cut."""
