"""What lies over topics: texts people wrote, asked for when a state that shows them moved."""

import logging
from collections.abc import Collection

from django.db import Error as DatabaseError

from community.core.types import JsonObject
from community.edge import log
from community.edge.followed import Followed
from community.edge.topics import Topic

logger = logging.getLogger(__name__)


async def lay(followed: Collection[Followed]) -> list[Followed]:
    """Lay texts over the topics that moved, in one question for all; those that may tick.

    A topic whose texts cannot be read now waits for them. Those that show none do not.
    """
    lacking = {
        item: keys for item in followed if item.topic.is_moving and (keys := item.topic.lacking())
    }
    if not lacking:
        return list(followed)
    try:
        found = await log.overlays({key for keys in lacking.values() for key in keys})
    except DatabaseError as fault:
        logger.warning("edge.texts_unread", extra={"fault": str(fault).strip()})
        return [item for item in followed if item not in lacking]
    for item in lacking:
        item.topic.lay(found)
    return list(followed)


async def over(topic_keys: Collection[str]) -> dict[str, JsonObject]:
    """What lies over a state that is about to be shown; nothing is asked for a state without."""
    return await log.overlays(topic_keys) if topic_keys else {}


async def redact(followed: Collection[Followed]) -> None:
    """Look what delayed topics show that is gone by now, in one question for all.

    Its facts are due to them later; the visibility of now is everybody's. Live ones hear the facts.
    """
    behind = [item for item in followed if item.delay_s and not item.is_broken]
    shown = {item: keys for item in behind if (keys := _shown_before(item.topic, item))}
    if not shown:
        return
    gone = await log.gone({key for keys in shown.values() for key in keys})
    for item in shown:
        item.redact(gone)


def _shown_before(topic: Topic, item: Followed) -> list[str]:
    """What a topic shows, when there are facts it has not taken yet."""
    return topic.laid if item.tail.last > topic.taken else []
