"""Every refusal of the API as a problem document."""

import logging
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from community.core import canonical, errors
from community.core.problems import CONTENT_TYPE, problem, written

logger = logging.getLogger(__name__)


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


def refusal(fault: errors.RefusedError) -> HttpResponse:
    """A refusal that no door made: a path that nothing answers, a host that is not ours."""
    status, body, headers = written(fault)
    return HttpResponse(body, status=status, headers=headers)


def broken() -> HttpResponse:
    """What is answered to a fault of ours, which is logged and says nothing of itself."""
    document = {
        "type": "about:blank",
        "title": "The fault is ours and has been noted.",
        "code": "broken",
        "status": 500,
    }
    return HttpResponse(canonical.dumps(document), status=500, content_type=CONTENT_TYPE)


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
