"""What a request asks for beside its path: whole numbers within bounds."""

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from community.config import selectors as config
from community.core.errors import Fault, InvalidError
from community.core.types import SAFE_INTEGER_MAX

AT = OpenApiParameter("at", int, description="an offset of the match: all as it was then")


def limit(request: Request, *, most: int | None = None) -> int:
    """How many items a page may have; most: fewer than the policy's. Raises InvalidError."""
    api = config.current().api
    most = min(api.page_size_max, most or api.page_size_max)
    asked = whole(request, "limit", default=min(api.page_size, most))
    if not 1 <= asked <= most:
        raise InvalidError(Fault(pointer="/limit", detail=f"1 to {most}"))
    return asked


def whole(request: Request, name: str, *, default: int) -> int:
    """A whole number from 0 on; raises InvalidError."""
    text = request.query_params.get(name)
    if text is None:
        return default
    # Sixteen digits hold the largest; Python itself refuses to read thousands of them.
    digits = text.isascii() and text.isdigit() and len(text) <= 16  # noqa: PLR2004 -- 2^53 has 16
    if not digits or int(text) > SAFE_INTEGER_MAX:
        raise InvalidError(Fault(pointer=f"/{name}", detail="a whole number from 0 on"))
    return int(text)
