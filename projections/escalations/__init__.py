"""Escalated questions: what is told of them, their queues, and how overdue ones rise."""
