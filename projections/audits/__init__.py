"""Audits: samples drawn from what was accepted, and the error rates that they show."""
