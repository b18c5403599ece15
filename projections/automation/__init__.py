"""What the policy has the system do by itself: recorded events, each caused by its trigger.

A rule looks at what was folded and asks for commands; the process manager carries them out, once
each, as `system`. What only time brings about (a lease that ran out, a question overdue) comes
with a clock reading from outside.
"""
