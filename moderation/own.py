"""What moderation keeps of one actor that is his own to read; never a moderator or a reporter."""

from moderation.models import Decision, Held, Report, Verdict


def verdicts_of(author: str, *, limit: int) -> list[Verdict]:
    """The newest verdicts on an actor's texts, those that let them through too."""
    return list(Verdict.objects.filter(author=author).order_by("-at", "-pk")[:limit])


def held_of(author: str, *, limit: int) -> list[Held]:
    """The newest texts of an actor that wait, or waited."""
    return list(Held.objects.filter(author=author).order_by("-at", "-pk")[:limit])


def reports_by(reporter: str, *, limit: int) -> list[Report]:
    """The newest reports an actor made."""
    return list(Report.objects.filter(reporter=reporter).order_by("-at", "-pk")[:limit])


def decisions_on(author: str, *, limit: int) -> list[Decision]:
    """The newest decisions on an actor, and on what he wrote."""
    return list(Decision.objects.filter(author=author).order_by("-at", "-pk")[:limit])
