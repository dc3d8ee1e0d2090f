"""Problem documents (RFC 9457): one shape for every refusal of the API."""

import logging
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from community.core import errors

logger = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"

STATUS: list[tuple[type[errors.RefusedError], int, str]] = [
    (errors.MalformedError, 400, "The request is not what its content type promises."),
    (errors.UnsignedError, 401, "The signature does not prove the sender."),
    (errors.ForbiddenError, 403, "This is not allowed."),
    (errors.NotFoundError, 404, "There is no such thing."),
    (errors.ConflictError, 409, "The request was made against another state."),
    (errors.TooLargeError, 413, "The request is too large."),
    (errors.InvalidError, 422, "Some fields are wrong."),
    (errors.TooManyError, 429, "Too many requests."),
    (errors.UnavailableError, 503, "A part this needs does not answer."),
    (errors.RefusedError, 400, "The request was refused."),
]


def answer(fault: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: every refusal as a problem document; None lets a bug be a 500."""
    del context
    set_rollback()
    if isinstance(fault, InterfaceError | OperationalError):
        logger.warning("api.database_unavailable", extra={"fault": str(fault).strip()})
        fault = errors.UnavailableError(part="database")
    if isinstance(fault, errors.RefusedError):
        return _response(*problem(fault))
    if isinstance(fault, Http404):
        return _response(404, {"type": "about:blank", "title": "There is no such thing."}, {})
    if isinstance(fault, exceptions.APIException):
        return _of_framework(fault)
    return None


def problem(fault: errors.RefusedError) -> tuple[int, dict[str, Any], dict[str, str]]:
    """(status, document, headers) of a refusal."""
    status, title = next(
        (status, title) for kind, status, title in STATUS if isinstance(fault, kind)
    )
    document: dict[str, Any] = {
        "type": f"urn:terrace:problem:{fault.code}",
        "title": title,
        "code": fault.code,
    }
    headers: dict[str, str] = {}
    match fault:
        case errors.InvalidError():
            document["errors"] = [
                {"pointer": item.pointer, "detail": item.detail} for item in fault.faults
            ]
        case errors.TooManyError():
            document["retry_after_ms"] = fault.retry_after_ms
            headers["Retry-After"] = str(max(1, -(-fault.retry_after_ms // 1000)))
        case errors.UnavailableError():
            headers["Retry-After"] = "1"
        case _:
            document |= fault.facts
    if status == 401:  # noqa: PLR2004 -- HTTP's own number
        headers["WWW-Authenticate"] = 'Signature realm="feeds"'
    return status, document, headers


def _of_framework(fault: exceptions.APIException) -> Response:
    document = {
        "type": "about:blank",
        "title": str(fault.default_detail),
        "code": fault.default_code,
        "detail": str(fault.detail),
    }
    headers: dict[str, str] = {}
    if wait := getattr(fault, "wait", None):
        headers["Retry-After"] = str(int(wait))
    if challenge := getattr(fault, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    return _response(fault.status_code, document, headers)


def _response(status: int, document: dict[str, Any], headers: dict[str, str]) -> Response:
    return Response(
        {**document, "status": status}, status=status, headers=headers, content_type=CONTENT_TYPE
    )
