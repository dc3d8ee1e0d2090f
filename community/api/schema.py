"""The schema's components, made from the structs that the doors decode and answer with."""

from functools import cache
from typing import Any, Union

from drf_spectacular.utils import OpenApiResponse

from community.api import bodies, earned, examples, own, shapes, talk
from community.core import json_schema
from community.core.problems import CONTENT_TYPE
from community.feeds import envelope
from community.feeds.services.ingest import Receipt
from community.matches.commands import WATCH, ScoreToCorrect
from community.matches.sheet import FixtureSheet
from community.notices.commands import READ_NOTICES
from moderation.commands import EDIT, POST, REPORT

Batch: Any = list[Union[tuple(envelope.EVENT_CLASSES.values())]]  # type: ignore[misc]  # noqa: UP007 -- made at run time
SHAPES: list[Any] = [
    Batch,
    FixtureSheet,
    Receipt,
    shapes.Announced,
    shapes.MatchPage,
    shapes.MatchDetail,
    shapes.FactPage,
    shapes.MatchMoment,
    shapes.OperationPage,
    shapes.Done,
    ScoreToCorrect,
    talk.PostPage,
    talk.PostDetail,
    talk.Posted,
    bodies.without(POST.fields, "match"),
    bodies.without(EDIT.fields, "post"),
    bodies.without(REPORT.fields, "post"),
    own.Me,
    own.NoticePage,
    earned.Leaders,
    earned.OwnReputation,
    own.Viewing,
    READ_NOTICES.fields,
    WATCH.fields,
    shapes.Problem,
]
REFUSALS = {
    400: "Not what its content type promises.",
    401: "The signature does not prove the sender.",
    403: "Not signed in, or not allowed.",
    404: "There is no such thing.",
    409: "Made against another state: a gap, a conflict, an epoch that ended.",
    413: "Too large.",
    415: "Another content type.",
    422: "Some fields are wrong; each is pointed at.",
    429: "Too many requests; Retry-After says when to come back.",
    503: "A part this needs does not answer; try again.",
}


@cache
def _made() -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    """(by shape, by component name): OpenAPI schemas of every shape, with their examples."""
    made, named = json_schema.components(SHAPES, ref_template="#/components/schemas/{name}")
    by_shape = dict(zip(map(repr, SHAPES), made, strict=True))
    by_shape[repr(Batch)]["examples"] = [examples.batch()]
    for name, event_class in envelope.EVENT_CLASSES.items():
        named[event_class.__name__]["examples"] = [examples.event(name)]
    for shape, example in examples.bodies().items():
        named[shape.__name__]["examples"] = [example]
    return by_shape, named


def of(shape: Any) -> dict[str, Any]:  # noqa: ANN401 -- a type expression
    """The schema of one of SHAPES, as an operation refers to it."""
    return _made()[0][repr(shape)]


def answers(shape: type[Any], meaning: str, *refusals: int) -> dict[Any, Any]:
    """What an operation answers: 200 with a shape, and problem documents."""
    told: dict[Any, Any] = {
        (200, "application/json"): OpenApiResponse(of(shape), description=meaning)
    }
    for status in refusals:
        told[status, CONTENT_TYPE] = OpenApiResponse(
            of(shapes.Problem), description=REFUSALS[status]
        )
    return told


def with_components(result: dict[str, Any], **generated: object) -> dict[str, Any]:
    """Put every shape's components into the document; drf-spectacular calls it last."""
    del generated
    result.setdefault("components", {}).setdefault("schemas", {}).update(_made()[1])
    return result
