"""A user's notices in words: what happened, where, and where it can be read; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from community.core.types import JsonObject
from community.notices.state import Notification
from community.users.facts import UserStandingSet
from community.web.presenters.match_centre import Card
from community.web.presenters.timeline import Row, timeline

_ICONS = {
    "kickoff": "whistle",
    "goal": "goal",
    "reply": "reply",
    "mention": "at",
    "hidden": "shield",
    "restored": "shield",
    "refused": "shield",
    "standing": "shield",
}
_TITLES = {
    "kickoff": "Kick-off",
    "goal": "Goal",
    "reply": "replied to you",
    "mention": "mentioned you",
    "hidden": "A moderator hid your post",
    "restored": "A moderator restored your post",
    "refused": "A moderator did not let your post through",
    "standing": "A moderator set your standing",
}
_STANDINGS = {
    "none": "A moderator lifted what held you back",
    "warned": "A moderator warned you",
    "slowed": "A moderator slowed you",
    "muted": "A moderator muted you",
    "suspended": "A moderator suspended you",
}
_LASTING = frozenset({"slowed", "muted", "suspended"})
_BY_SOMEBODY = frozenset({"reply", "mention"})
SOMEBODY = "Somebody"


@dataclass(frozen=True, kw_only=True)
class Told:
    """What notices speak of: matches by id, each with its state, and handles by actor id.

    standings: what was set, by notice. competitions: what those are called where they hold, by id.
    """

    matches: Mapping[str, tuple[Card, JsonObject]]
    handles: Mapping[str, str]
    standings: Mapping[str, UserStandingSet]
    competitions: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One notice: n is its place; title, detail and mark are words; event and post may be empty."""

    key: str
    n: int
    kind: str
    icon: str
    title: str
    detail: str
    mark: str
    at: datetime
    match: str
    event: str
    post: str
    unread: bool
    struck: bool


def lines(notices: Sequence[tuple[str, Notification]], *, read: int, told: Told) -> list[Line]:
    """Notices by (id, notice) as a page lists them, in the order given."""
    rows = {
        match: {row.key: row for row in timeline(state, card.names)}
        for match, (card, state) in told.matches.items()
    }
    return [
        _line(key, notice, read=read, told=told, rows=rows.get(notice.match or "", {}))
        for key, notice in notices
    ]


def _line(
    key: str, notice: Notification, *, read: int, told: Told, rows: Mapping[str, Row]
) -> Line:
    known = told.matches.get(notice.match or "")
    card = known[0] if known else None
    plain = Line(
        key=key,
        n=notice.n,
        kind=notice.kind,
        icon=_ICONS[notice.kind],
        title=_TITLES[notice.kind],
        detail=", ".join(filter(None, (_between(card), _why(notice.reason)))),
        mark="Taken back" if notice.struck else "",
        at=datetime.fromtimestamp(notice.at / 1000, UTC),
        match=notice.match or "" if card else "",
        event=notice.event or "",
        post=notice.post or "",
        unread=notice.n > read,
        struck=notice.struck,
    )
    if notice.kind in _BY_SOMEBODY:
        who = told.handles.get(notice.by or "", SOMEBODY)
        return replace(plain, title=f"{who} {plain.title}")
    if (standing := told.standings.get(key)) is not None:
        return _sanction(plain, standing, told.competitions)
    row = rows.get(notice.event or "")
    if notice.kind == "goal" and row is not None and card is not None:
        return _goal(plain, row, card)
    return plain


def _goal(plain: Line, row: Row, card: Card) -> Line:
    """A goal as it stands now: its scorer may have been corrected since."""
    home, away = card.names.home.name, card.names.away.name
    score = f"{home} {row.score} {away}" if row.score else _between(card)
    title = f"{row.title}: {row.club}" if row.club else row.title
    detail = ", ".join(filter(None, (score, row.minute, row.who)))
    return replace(plain, title=title, detail=detail, icon=row.icon or plain.icon)


def _sanction(plain: Line, standing: UserStandingSet, competitions: Mapping[str, str]) -> Line:
    """Which standing, where it holds, until when."""
    where = competitions.get(standing.competition or "", "")
    until = ""
    if standing.until is not None:
        ends = datetime.fromtimestamp(standing.until / 1000, UTC)
        until = f"until {ends.day} {ends:%b, %H:%M} UTC"
    elif standing.kind in _LASTING:
        until = "until it is lifted"
    detail = ", ".join(filter(None, (where and f"in {where}", until, plain.detail)))
    return replace(plain, title=_STANDINGS[standing.kind], detail=detail)


def _why(reason: str | None) -> str:
    return f"reason: {reason.replace('_', ' ')}" if reason else ""


def _between(card: Card | None) -> str:
    return f"{card.names.home.name} v {card.names.away.name}" if card else ""
