"""`labeltrail demo --crowd FOLDER`: a real crowd's year, replayed event by event.

Guarantees: every judgment is in the folder, with its worker, batch and times of start and
submission; they go in through the API in the order of submission, each at its own time. The rules
are not in the data, and are marked as illustrative where they are told.
"""
