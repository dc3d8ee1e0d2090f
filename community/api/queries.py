"""What a request asks for beside its path: whole numbers within bounds."""

from dataclasses import dataclass

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from community.config import selectors as config
from community.core.errors import Fault, InvalidError
from community.core.types import SAFE_INTEGER_MAX
from community.matches.errors import UnknownInstantError

AT = OpenApiParameter("at", int, description="an offset of the match: all as it was then")


def limit(request: Request, *, most: int | None = None) -> int:
    """How many items a page may have; most: fewer than the policy's. Raises InvalidError."""
    api = config.current().api
    most = min(api.page_size_max, most or api.page_size_max)
    return at_most(request, most, default=min(api.page_size, most))


def at_most(request: Request, most: int, *, default: int) -> int:
    """The `limit` that was asked for; raises InvalidError."""
    asked = whole(request, "limit", default=default)
    if not 1 <= asked <= most:
        raise InvalidError(Fault(pointer="/limit", detail=f"1 to {most}"))
    return asked


def whole(request: Request, name: str, *, default: int) -> int:
    """A whole number from 0 on; raises InvalidError."""
    text = request.query_params.get(name)
    if text is None:
        return default
    if not _is_number(text) or int(text) > SAFE_INTEGER_MAX:
        raise InvalidError(Fault(pointer=f"/{name}", detail="a whole number from 0 on"))
    return int(text)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where operations go on from: an offset of the match as it was asked; said: of the thread."""

    offset: str
    said: int | None


def place(request: Request) -> Place:
    """What `after` names: `12`, or `12.7` with an offset of the thread; raises InvalidError."""
    offset, dot, said = request.query_params.get("after", "").partition(".")
    if dot and not _is_number(said):
        raise UnknownInstantError("/after")
    return Place(offset=offset, said=int(said) if dot else None)


def until(request: Request, *, first: int, head: int) -> int:
    """The offset at which to end, from the first to the head; raises UnknownInstantError."""
    asked = request.query_params.get("until")
    if asked is None:
        return head
    if not _is_number(asked) or not first <= int(asked) <= head:
        raise UnknownInstantError("/until")
    return int(asked)


def _is_number(text: str) -> bool:
    # Sixteen digits hold the largest; Python itself refuses to read thousands of them.
    return text.isascii() and text.isdigit() and len(text) <= 16  # noqa: PLR2004 -- 2^53 has 16
