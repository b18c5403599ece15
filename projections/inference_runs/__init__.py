"""Runs of truth inference over a project: computed as of a position, compared, recorded, verified.

question   what is asked of a run, and how it is put to the mathematics (`projections.inference`)
results    what comes out, as the events of a run say it
words      what runs have said of each item
computing  the shell: load the votes as of a position, infer in a thread
recording  the shell: record a run part by part, and go on where it was cut off
listing    the runs that were recorded, each to be computed again
comparing  several methods side by side; writes nothing
"""
