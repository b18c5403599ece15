"""Who may say what of an annotator's standing: rules with figures, people with words."""

from typing import assert_never

from labeltrail.events import checks
from labeltrail.events.acts import Act
from labeltrail.events.identifiers import SYSTEM, MemberId, TaskName
from labeltrail.events.limits import CLAUSES_CITED_MAX
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.guideline import clause_fault
from labeltrail.events.streams.outcome import Decision, admitted
from labeltrail.events.streams.project import Role
from labeltrail.events.streams.rules import Rules
from labeltrail.events.streams.standing import commands, facts


def decide(
    command: commands.StandingCommand, act: Act, rules: Rules
) -> Decision[facts.StandingFact]:
    if command.annotator not in rules.project.members:
        message = f"{command.annotator!r} is not a member; add them"
        return Rejection(Rule.MEMBER_UNKNOWN, message, ("annotator",))
    match command:
        case commands.QualifyAnnotator():
            return _qualify(command, act, rules)
        case commands.SuspendAnnotator():
            return _suspend(command, act, rules)
        case commands.ReinstateAnnotator():
            return _reinstate(command, act, rules)
        case commands.NoteAnnotator():
            return _note(command, act, rules)
        case _:
            assert_never(command)


def _qualify(
    command: commands.QualifyAnnotator, act: Act, rules: Rules
) -> Decision[facts.StandingFact]:
    fault = checks.first(
        (
            _role_fault(command.annotator, rules),
            _themself_fault(command.annotator, act),
            _evidence_fault(
                has_figures=command.test is not None, has_words=command.note is not None, act=act
            ),
            _task_fault(command.task, rules),
        )
    )
    if fault is not None:
        return fault
    if rules.standing.is_qualified(command.annotator, command.task):
        message = f"{command.annotator!r} is qualified for this already"
        return Rejection(Rule.ALREADY_QUALIFIED, message, ("annotator",))
    return admitted(
        facts.AnnotatorQualified(
            annotator=command.annotator,
            qualified_by=act.person,
            policy_version=rules.policy.in_force,
            task=command.task,
            test=command.test,
            note=command.note,
        )
    )


def _suspend(
    command: commands.SuspendAnnotator, act: Act, rules: Rules
) -> Decision[facts.StandingFact]:
    fault = _evidence_fault(
        has_figures=command.figures is not None, has_words=command.note is not None, act=act
    )
    if fault is not None:
        return fault
    if (command.cause in facts.BY_RULE) != (command.figures is not None):
        message = f"{command.cause} is what a rule measures; say what you saw by another cause"
        return Rejection(Rule.FIGURES_BY_RULE_ONLY, message, ("cause",))
    if rules.standing.is_suspended(command.annotator):
        message = f"{command.annotator!r} is suspended already"
        return Rejection(Rule.ALREADY_SUSPENDED, message, ("annotator",))
    return admitted(
        facts.AnnotatorSuspended(
            annotator=command.annotator,
            suspended_by=act.person,
            cause=command.cause,
            policy_version=rules.policy.in_force,
            figures=command.figures,
            note=command.note,
        )
    )


def _reinstate(
    command: commands.ReinstateAnnotator, act: Act, rules: Rules
) -> Decision[facts.StandingFact]:
    suspension = rules.standing.suspended.get(command.annotator)
    if suspension is None:
        message = f"{command.annotator!r} is not suspended"
        return Rejection(Rule.NOT_SUSPENDED, message, ("annotator",))
    fault = _themself_fault(command.annotator, act)
    if fault is not None:
        return fault
    return admitted(
        facts.AnnotatorReinstated(
            annotator=command.annotator,
            reinstated_by=act.person,
            note=command.note,
            requalify=command.requalify,
        ),
        cause=suspension.event_id,
    )


def _note(command: commands.NoteAnnotator, act: Act, rules: Rules) -> Decision[facts.StandingFact]:
    revision = rules.guideline.in_force
    fault = checks.first(
        (
            _task_fault(command.task, rules),
            checks.at_most(command.clauses, CLAUSES_CITED_MAX, "clauses"),
            checks.distinct(command.clauses, "clauses"),
            *(
                clause_fault(rules.guideline, revision, one, "clauses", place)
                for place, one in enumerate(command.clauses)
            ),
        )
    )
    if fault is not None:
        return fault
    if command.note_kind is facts.NoteKind.OTHER and command.note is None:
        message = "say in the note what was done"
        return Rejection(Rule.NOTHING_GIVEN, message, ("note",))
    return admitted(
        facts.AnnotatorNoted(
            annotator=command.annotator,
            noted_by=act.person,
            note_kind=command.note_kind,
            clauses=command.clauses,
            guideline_revision=revision,
            task=command.task,
            note=command.note,
        )
    )


def _role_fault(annotator: MemberId, rules: Rules) -> Rejection | None:
    if Role.ANNOTATOR in rules.project.roles_of(annotator):
        return None
    message = f"{annotator!r} needs the role annotator to be qualified"
    return Rejection(Rule.ROLE_MISSING, message, ("annotator",))


def _themself_fault(annotator: MemberId, act: Act) -> Rejection | None:
    if annotator not in (act.person, act.actor):
        return None
    message = f"{annotator!r} may not decide their own standing; ask another manager"
    return Rejection(Rule.ANNOTATOR_DECIDES_THEMSELF, message, ("annotator",))


def _evidence_fault(*, has_figures: bool, has_words: bool, act: Act) -> Rejection | None:
    """Figures come from a rule, which needs no words; a person gives words and no figures."""
    if act.person == SYSTEM:
        return None
    if has_figures:
        message = "figures are what a rule measured; leave them out and say why in the note"
        return Rejection(Rule.FIGURES_BY_RULE_ONLY, message, ("annotator",))
    if not has_words:
        message = "say in the note why; it can be erased with its author"
        return Rejection(Rule.NOTHING_GIVEN, message, ("note",))
    return None


def _task_fault(task: TaskName | None, rules: Rules) -> Rejection | None:
    tasks = rules.taxonomy.current()
    if task is None or task in tasks:
        return None
    message = f"no task {task!r} in the taxonomy in force; its tasks: {', '.join(tasks) or 'none'}"
    return Rejection(Rule.TASK_UNKNOWN, message, ("task",))
