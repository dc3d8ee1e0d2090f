"""Problem documents (RFC 9457): one shape for every refusal over HTTP; knows no framework."""

from typing import Any

from community.core import canonical, errors

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


def written(fault: errors.RefusedError) -> tuple[int, bytes, dict[str, str]]:
    """(status, body, headers) of a refusal that no framework renders."""
    status, document, headers = problem(fault)
    body = canonical.dumps({**document, "status": status})
    return status, body, {**headers, "Content-Type": CONTENT_TYPE}


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
            if fault.limit:
                document["limit"] = fault.limit
            headers["Retry-After"] = str(max(1, -(-fault.retry_after_ms // 1000)))
        case errors.UnavailableError():
            headers["Retry-After"] = "1"
        case _:
            document |= fault.facts
    if status == 401:  # noqa: PLR2004 -- HTTP's own number
        headers["WWW-Authenticate"] = 'Signature realm="feeds"'
    return status, document, headers
