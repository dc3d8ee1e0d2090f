"""The schema: valid, whole, and of the shapes the doors really take and give."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils.html import escape
from drf_spectacular.generators import SchemaGenerator

from community.api import docs
from community.feeds.envelope import EVENT_CLASSES


@pytest.fixture(scope="module")
def document():
    return SchemaGenerator().get_schema(request=None, public=True)


def references(value):
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"]
        for item in value.values():
            yield from references(item)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)


def mapped(value):
    """The discriminators' own references."""
    if isinstance(value, dict):
        yield from value.get("discriminator", {}).get("mapping", {}).values()
        for item in value.values():
            yield from mapped(item)
    elif isinstance(value, list):
        for item in value:
            yield from mapped(item)


def test_it_is_valid_without_a_warning():
    told = StringIO()

    call_command("spectacular", "--validate", "--fail-on-warn", stdout=told)

    assert told.getvalue().startswith("openapi: 3.1.0")


def test_every_reference_has_its_component(document):
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}

    assert {*references(document), *mapped(document)} <= known


def test_every_operation_answers_with_a_shape(document):
    for operation in docs.operations(document):
        answers = document["paths"][operation.path][operation.method.lower()]["responses"]
        assert "200" in answers
        for answer in answers.values():
            [content] = answer["content"].values()
            assert content["schema"]["$ref"].startswith("#/components/schemas/")
            assert answer["description"]


def test_every_refusal_is_a_problem_document(document):
    refusals = [
        list(answer["content"])
        for item in document["paths"].values()
        for told in item.values()
        for code, answer in told["responses"].items()
        if code != "200"
    ]

    assert refusals
    assert {tuple(types) for types in refusals} == {("application/problem+json",)}


def test_a_batch_is_described_type_by_type(document):
    body = document["paths"]["/api/v1/feeds/{source}/events"]["post"]["requestBody"]
    items = body["content"]["application/cloudevents-batch+json"]["schema"]["items"]

    assert set(items["discriminator"]["mapping"]) == set(EVENT_CLASSES)


def test_patterns_are_javascript_s_too(document):
    assert "\\Z" not in str(document)


@pytest.mark.django_db
def test_it_is_served(client):
    answer = client.get("/api/schema/")

    assert answer.status_code == 200
    assert b"/api/v1/matches/{match_id}/facts" in answer.content


@pytest.mark.django_db
def test_a_page_shows_every_operation_without_a_script(client, document):
    answer = client.get("/api/docs/")

    page = answer.content.decode()
    assert answer.status_code == 200
    for operation in docs.operations(document):
        assert f'id="{operation.id}"' in page
        assert escape(operation.summary) in page
    assert "<script>" not in page
