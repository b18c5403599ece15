"""Recorded runs of truth inference: what was computed, from what, and when it came into force.

A run has a stream of its own, `inference/<run id>`, which says how it was computed and what came
out. What it says of single items is in their streams, in as many appends as it takes. Only its
last event, in the project's stream `inference`, puts it in force: for all items at once, and never
a part of it. A run that was begun and not ended changes nothing, however much of it is recorded.
"""

STREAM = "inference"
PREFIX = "inference/"
