"""What somebody was about to say: as a form sent it, an address asks for it, or it was left behind.

Who signs up on the way finds it again: it lies in the session until it is said.
"""

import re
from dataclasses import asdict, replace

from django.http import HttpRequest

from community.core.types import JsonObject
from community.web.presenters.talk import Draft

# What a form may hold in one field; the command's own limits are tighter, and say why.
_FIELD_MAX = 8_000
_KEPT = ("text", "event", "reply", "source", "links", "model")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,79}")
# A post of ours among the links of an insight is a post it is drawn from.
_POST = re.compile(r"/posts/(post_[0-9a-f]+)/")


def sent(request: HttpRequest) -> Draft:
    """A draft as a form sent it; a comment has no sources."""
    told = {name: request.POST.get(name, "")[:_FIELD_MAX] for name in (*_KEPT, "op")}
    if request.POST.get("kind") != "insight":
        told["source"] = ""
    return replace(Draft(), **told)


def asked_for(request: HttpRequest, match_id: str) -> Draft:
    """The draft left behind on this match, or an empty one of what the address asks for."""
    kept = request.session.get(_key(match_id)) if hasattr(request, "session") else None
    draft = replace(Draft(), **kept) if kept else Draft()
    asked = {
        field: request.GET[name]
        for field, name in (("event", "about"), ("reply", "reply"))
        if _ID.fullmatch(request.GET.get(name, ""))
    }
    return replace(draft, **asked)


def keep(request: HttpRequest, match_id: str, draft: Draft) -> None:
    """Leave a draft behind for when its author comes back."""
    request.session[_key(match_id)] = _fields(draft)


def forget(request: HttpRequest, match_id: str) -> None:
    """What was said is no draft any more."""
    request.session.pop(_key(match_id), None)


def fields_of(draft: Draft, *, match_id: str, seen: str) -> JsonObject:
    """A draft as the command `thread.post` has it."""
    # Forms end lines with CRLF; what people type has one end.
    fields: JsonObject = {
        "match": match_id,
        "text": draft.text.replace("\r\n", "\n"),
        "kind": "insight" if draft.source else "comment",
        "seen": int(seen) if seen.isdecimal() and len(seen) < len(str(2**53)) else 0,
    }
    fields |= {name: told for name in ("event", "reply") if (told := getattr(draft, name))}
    if draft.source:
        fields["how"] = _how(draft)
    return fields


def _how(draft: Draft) -> JsonObject:
    lines = draft.links.split()
    posts = [found[1] for line in lines if (found := _POST.search(line))]
    pages = [line for line in lines if not _POST.search(line)]
    how: JsonObject = {"source": draft.source}
    how |= {name: told for name, told in (("links", pages), ("from", posts)) if told}
    if draft.model and draft.source == "model":
        how["model"] = draft.model
    return how


def _fields(draft: Draft) -> dict[str, str]:
    told = asdict(draft)
    return {name: told[name] for name in _KEPT}


def _key(match_id: str) -> str:
    return f"draft.{match_id}"
