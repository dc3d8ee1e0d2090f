"""Texts: what is read of somebody's words, and kept of them; knows no post's place."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from community.config.threads import ThreadsPolicy
from community.core import canonical, clock, sql
from community.core.errors import OperationConflictError
from community.core.types import JsonObject
from community.streams.operations import Sent
from community.threads import body, markup
from community.threads.errors import BlockedError
from community.threads.markup import Marked
from community.threads.models import Text
from community.threads.verdicts import Verdict
from community.users import selectors as users

_KEEP: Final = """\
INSERT INTO "threads_text" (post, rev, salt, digest, text, body, how, search, at)
VALUES (%s, %s, %s, %s, %s, %s::jsonb, %s::jsonb, to_tsvector('simple', %s), %s)"""


@dataclass(frozen=True, kw_only=True)
class Written:
    """A text read and judged: what of it is kept, and the digest it is known by."""

    marked: Marked
    verdict: Verdict
    how: JsonObject | None

    @property
    def bytes(self) -> int:
        """What it takes on the wire at most."""
        return self.marked.bytes + (len(canonical.dumps({"how": self.how})) if self.how else 0)

    def columns(self) -> tuple[object, ...]:
        """As it lies in the table of texts: salt, digest, text, body, how, and what is searched."""
        marked, verdict = self.marked, self.verdict
        return (
            *(verdict.salt, verdict.digest, marked.text),
            canonical.dumps(marked.body).decode(),
            canonical.dumps(self.how).decode() if self.how else None,
            "\n".join(body.texts(marked.body)),
        )


def actors_in(texts: Iterable[str], policy: ThreadsPolicy) -> dict[str, str]:
    """Actor ids by handle, of everybody whom some texts mention; one query, or none."""
    wanted = {handle for text in texts for handle in _sought(text, policy)}
    return users.actors_of(wanted) if wanted else {}


def marked(
    text: str, policy: ThreadsPolicy, *, by: str, to: str | None, actors: Mapping[str, str]
) -> Marked:
    """Read a text, its mentions resolved; nobody speaks to who blocked him, or whom he did.

    actors: of the handles it mentions, and maybe others. Raises UnfitTextError, BlockedError.
    """
    named = {handle: actors[handle] for handle in _sought(text, policy) if handle in actors}
    found = markup.read(text, policy=policy, actors=named)
    addressed = {*found.mentions, *([to] if to else [])} - {by}
    if addressed and users.blockers_among(by, addressed):
        raise BlockedError
    return found


def _sought(text: str, policy: ThreadsPolicy) -> list[str]:
    """The handles to look up; past the limit a text is refused, whoever they are."""
    handles = markup.handles_in(text)
    return handles if len(handles) <= policy.mentions_max else []


def keep(post_id: str, rev: int, written: Written) -> None:
    """Keep a revision's words, and the words by which it is found."""
    sql.run(_KEEP, post_id, rev, *written.columns(), clock.now())


def refuse_other(post_id: str, rev: int, text: str, *, sent: Sent) -> None:
    """Refuse an op that comes again with other words; once they are erased, nobody can tell."""
    kept = Text.objects.filter(post=post_id, rev=rev).first()
    if kept is not None and not _is_digest(text, bytes(kept.salt), kept.digest):
        raise OperationConflictError(op=str(sent.op), field="text")


def _is_digest(text: str, salt: bytes, digest: str) -> bool:
    return hashlib.sha256(salt + text.encode(errors="surrogatepass")).hexdigest() == digest
