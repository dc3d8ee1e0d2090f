"""Pages of a thread: older posts, the best, by event, and what a search found; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal, TypeAlias

from community.core.types import JsonObject
from community.matches.minutes import minute_label
from community.web.presenters.match_centre import Card
from community.web.presenters.thread import PostRow, post_rows

Sort: TypeAlias = Literal["live", "best", "event"]
TITLES = {
    "live": "Older posts",
    "best": "The best of the talk",
    "event": "The talk by event",
    "search": "Found in the talk",
}


@dataclass(frozen=True, kw_only=True)
class Section:
    """Posts under one heading; event is the id it speaks of, heading empty where there is none."""

    event: str
    icon: str
    heading: str
    rows: list[PostRow]


@dataclass(frozen=True, kw_only=True)
class TalkPage:
    """A page of a thread; before: where the next begins, empty after the last."""

    card: Card
    title: str
    sort: str
    sections: list[Section]
    before: str


def talk_page(
    card: Card,
    posts: Mapping[str, Mapping[str, Any]],
    *,
    match: JsonObject,
    sort: str,
    before: str | None,
) -> TalkPage:
    """Lay out a page. posts are in the order asked for; older ones are read as they were said."""
    rows = {row.key: row for row in post_rows(posts, match, card.names)}
    ordered = list(rows.values()) if sort == "live" else [rows[key] for key in posts]
    return TalkPage(
        card=card,
        title=TITLES[sort],
        sort=sort,
        sections=_by_event(ordered, match) if sort == "event" else _unparted(ordered),
        before=before or "",
    )


def _unparted(rows: list[PostRow]) -> list[Section]:
    return [Section(event="", icon="", heading="", rows=rows)] if rows else []


def _by_event(rows: list[PostRow], match: JsonObject) -> list[Section]:
    """Runs of posts that speak of the same event, or of none."""
    sections = []
    for event, run in groupby(rows, key=lambda row: row.about.event):
        said = list(run)
        heading = _heading(said[0], match) if event else "Between events"
        sections.append(Section(event=event, icon=said[0].about.icon, heading=heading, rows=said))
    return sections


def _heading(row: PostRow, match: JsonObject) -> str:
    incident = match.get("incidents", {}).get(row.about.event)
    if incident is None:
        return row.about.words
    return f"{minute_label(incident['period'], incident['clock_ms'])} {row.about.words}"
