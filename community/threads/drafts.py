"""A draft: what somebody wants to say, as he sent it; pure."""

from dataclasses import asdict, dataclass

from community.config.threads import ThreadsPolicy
from community.core.errors import Fault, InvalidError
from community.core.ids import are_identifiers
from community.core.types import JsonObject
from community.threads.facts import Kind, Source
from community.threads.markup import is_web

# A page's address, and then some; longer ones carry what they should not.
LINK_MAX = 400


@dataclass(frozen=True, kw_only=True)
class Sources:
    """How the author of an insight knows: links, posts it is drawn from, its model."""

    source: Source
    links: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()
    model: str | None = None

    def told(self, *, digest: str) -> JsonObject:
        """As it lies beside the text and is shown; digest is that of the text."""
        shown: JsonObject = {"source": self.source, "digest": digest}
        if self.links:
            shown["links"] = list(self.links)
        if self.derived:
            shown["from"] = list(self.derived)
        if self.model is not None:
            shown["model"] = self.model
        return shown


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A post to be: on which match, what it speaks of, what its author had seen, whose reply."""

    match: str
    text: str
    kind: Kind
    seen: int
    event: str | None = None
    reply: str | None = None
    lang: str | None = None
    how: Sources | None = None

    @property
    def spoken_of(self) -> set[str]:
        """The posts it answers and is drawn from."""
        return {*(self.how.derived if self.how else ()), *([self.reply] if self.reply else [])}

    def fields(self) -> JsonObject:
        """What was asked, but for the text: its digest dies with it."""
        fields = asdict(self)
        del fields["text"]
        if self.how is not None:
            fields["how"] = {**fields["how"], "links": [*self.how.links]}
            fields["how"]["derived"] = [*self.how.derived]
        return fields

    def refuse_unsound(self, policy: ThreadsPolicy) -> None:
        """Refuse an insight without sources, a comment with some, and sources that are none.

        Raises InvalidError with every fault.
        """
        if self.how is None:
            faults = ["an insight says how it is known"] if self.kind == "insight" else []
        elif self.kind == "comment":
            faults = ["a comment has no sources"]
        else:
            faults = _faults(self.how, policy)
        if faults:
            raise InvalidError(*(Fault(pointer="/how", detail=fault) for fault in faults))


def _faults(how: Sources, policy: ThreadsPolicy) -> list[str]:
    faults = []
    if len(how.links) > policy.sources_max or len(how.derived) > policy.sources_max:
        faults.append(f"more than {policy.sources_max} sources of one kind")
    if any(len(link) > LINK_MAX or not link.isascii() or not is_web(link) for link in how.links):
        faults.append("a link is an http or https address")
    if how.model is not None and not are_identifiers([how.model]):
        faults.append("a model has an id")
    return faults
