"""What moderators read before they decide: lists of posts, and one post with all around it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from community.console.post_forms import words as reason_words
from community.matches import selectors as matches
from community.matches.models import Fixture
from community.threads import desk as threads
from community.threads.desk import Kept
from community.threads.selectors import Pace, pace_of
from community.users import selectors as users
from community.users.standing import Standing, standing_of
from moderation import selectors
from moderation.models import Decision, Held, Report, Verdict
from moderation.selectors import Reported

# A post is judged in its place: what was said just before it, and just after.
AROUND = 3
GONE = "closed account"
ERASED = "Its words are erased."


class Handles:
    """Names of people by their actor ids, all asked for at once."""

    def __init__(self, actors: Iterable[str]) -> None:
        self._profiles = users.profiles_of({actor for actor in actors if actor})

    def of(self, actor: str) -> str:
        """How somebody is called; nobody is whose account is gone."""
        profile = self._profiles.get(actor)
        return profile.handle if profile else GONE

    def is_demo(self, actor: str) -> bool:
        """Whether somebody talks by a script."""
        profile = self._profiles.get(actor)
        return profile is not None and profile.is_demo


@dataclass(frozen=True, kw_only=True)
class Line:
    """A post in a list, and the reports of it that are open."""

    kept: Kept
    handle: str
    is_demo: bool
    fixture: Fixture
    reported: Reported | None = None

    @property
    def words(self) -> str:
        """What it says; erased, it says so."""
        return ERASED if self.kept.text is None else self.kept.text

    @property
    def state(self) -> str:
        """Whether it is seen, and if a moderator hid it, why."""
        kept = self.kept
        return f"{kept.visibility}: {reason_words(kept.reason)}" if kept.reason else kept.visibility


@dataclass(frozen=True, kw_only=True)
class HeldLine:
    """A text that waits."""

    held: Held
    handle: str
    fixture: Fixture

    @property
    def text(self) -> str:
        """Its words; once they are gone from here, that."""
        return self.held.draft["text"] if self.held.draft else "Its words are not kept here."

    @property
    def reasons(self) -> list[str]:
        """The rules it is held by."""
        return [rule for rule, _, _ in self.held.verdict.reasons]


@dataclass(frozen=True, kw_only=True)
class ReportLine:
    """A report, with who made it by name."""

    row: Report
    handle: str


@dataclass(frozen=True, kw_only=True)
class DecisionLine:
    """A decision, with who made it by name."""

    row: Decision
    handle: str

    @property
    def title(self) -> str:
        """What was decided, and why."""
        verb = self.row.standing or self.row.kind
        return f"{verb.capitalize()}: {reason_words(self.row.reason)}"


@dataclass(frozen=True, kw_only=True)
class Case:
    """One post with all that a moderator decides by."""

    line: Line
    before: list[Line]
    after: list[Line]
    verdicts: list[Verdict]
    reports: list[ReportLine]
    decisions: list[DecisionLine]
    standing: Standing
    pace: Pace | None

    @property
    def is_reported(self) -> bool:
        """Whether a report of it waits for a decision."""
        return any(told.row.state == Report.State.OPEN for told in self.reports)


def reported_lines(competitions: frozenset[str] | None) -> list[Line]:
    """Posts with open reports, the most reported first."""
    found = selectors.reported(competitions)
    kept = threads.kept([each.post for each in found])
    by_post = {each.post: each for each in found}
    return _lines([kept[post] for post in by_post if post in kept], by_post)


def held_lines(competitions: frozenset[str] | None) -> list[HeldLine]:
    """What waits, the longest first."""
    found = selectors.waiting(competitions)
    fixtures = _fixtures({row.match for row in found})
    handles = Handles(row.author for row in found)
    return [
        HeldLine(held=row, handle=handles.of(row.author), fixture=fixtures[row.match])
        for row in found
    ]


def held_line(row: Held, fixture: Fixture) -> HeldLine:
    """One text that waits, or waited."""
    return HeldLine(held=row, handle=Handles([row.author]).of(row.author), fixture=fixture)


def found_lines(
    competitions: frozenset[str] | None, *, match: str = "", author: str = ""
) -> list[Line]:
    """The latest posts of matches, or of an author by handle, in these competitions.

    match: an id, or words of a club's name.
    """
    actor = users.actors_of([author]).get(author.lower(), "") if author else ""
    if author and not actor:
        return []
    among = matches.matches_called(match, competitions=competitions)
    return _lines(threads.found(matches=among, author=actor), {})


def known(post_ids: Sequence[str]) -> str:
    """The first of some ids that is a post's; else the first."""
    found = threads.kept([each for each in post_ids if "\0" not in each])
    return next((each for each in post_ids if each in found), post_ids[0])


def case_of(post_id: str) -> Case:
    """All of one post; raises UnknownPostError."""
    kept = threads.kept_one(post_id)
    before, after = threads.around(kept, AROUND)
    line, *others = _lines([kept, *before, *after], {})
    verdicts = selectors.verdicts_of(threads.digests_of(post_id))
    reports = selectors.reports_of(post_id)
    decisions = selectors.decisions_about([post_id, kept.author])
    handles = Handles([*(row.reporter for row in reports), *(row.by for row in decisions)])
    return Case(
        line=line,
        before=others[: len(before)],
        after=others[len(before) :],
        verdicts=verdicts,
        reports=[ReportLine(row=row, handle=handles.of(row.reporter)) for row in reports],
        decisions=[DecisionLine(row=row, handle=handles.of(row.by)) for row in decisions],
        standing=standing_of(kept.author),
        pace=pace_of(kept.match),
    )


def _lines(kept: Collection[Kept], reported: dict[str, Reported]) -> list[Line]:
    fixtures = _fixtures({each.match for each in kept})
    handles = Handles(each.author for each in kept)
    return [
        Line(
            kept=each,
            handle=handles.of(each.author),
            is_demo=handles.is_demo(each.author),
            fixture=fixtures[each.match],
            reported=reported.get(each.id),
        )
        for each in kept
    ]


def _fixtures(ids: Collection[str]) -> dict[str, Fixture]:
    return {row.pk: row for row in matches.fixtures().filter(pk__in=ids)}
