"""The schema: valid, whole, and of the shapes the doors really take and give."""

from io import StringIO

import jsonschema
import pytest
from django.core.management import call_command
from django.utils.html import escape
from drf_spectacular.generators import SchemaGenerator

from community.api import docs, examples
from community.api.schema import SHAPES, Batch
from community.core import canonical
from community.feeds import envelope
from community.feeds.envelope import EVENT_CLASSES, WIRE_TYPES


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
    assert "path , " not in page
    assert "<script>" not in page


@pytest.mark.django_db
def test_the_page_says_what_to_send_and_what_comes_back(client, document):
    page = client.get("/api/docs/").content.decode()

    for operation in docs.operations(document):
        for shape in filter(None, (operation.body, operation.answer)):
            assert escape(shape.example) in page
            for field in shape.fields:
                assert f"<code>{field.name}</code>" in page


@pytest.mark.django_db
def test_the_page_lists_every_type_a_provider_may_tell(client, document):
    page = client.get("/api/docs/").content.decode()

    assert [told.name for told in docs.event_types(document)] == sorted(WIRE_TYPES)
    for told in docs.event_types(document):
        assert f'id="{told.name}"' in page
        assert escape(told.summary) in page
        assert escape(told.example) in page


def test_a_body_s_fields_are_told_with_type_and_need(document):
    [score] = [told for told in docs.operations(document) if told.id == "match_correct_score"]

    assert score.body is not None
    assert [(told.name, told.type, told.is_required) for told in score.body.fields] == [
        ("home", "integer", True),
        ("away", "integer", True),
        ("reason", "string", True),
        ("seen", "integer", True),
        ("period", "integer", False),
        ("clock_ms", "integer", False),
        ("player", "string", False),
    ]


def test_a_field_says_its_unit_where_its_type_has_one(document):
    [goal] = [told for told in docs.event_types(document) if told.name == "match.goal"]

    told = {field.name: field.meaning for field in goal.fields}
    assert (told["clock_ms"], told["player"]) == ("ms since the period began", "An opaque id")


def test_an_event_s_type_and_data_are_left_to_the_list_of_types(document):
    [batch] = [told for told in docs.operations(document) if told.id == "feed_events"]

    assert batch.body is not None
    told = {field.name: field.type for field in batch.body.fields}
    assert (told["type"], told["data"]) == ("one of the event types", "object, by type")


def test_every_example_is_of_its_schema(document):
    components = document["components"]["schemas"]
    exemplified = [name for name, told in components.items() if "examples" in told]

    assert {shape.__name__ for shape in SHAPES if shape is not Batch} <= set(exemplified)
    for name in exemplified:
        schema = {**document, "$ref": f"#/components/schemas/{name}"}
        [example] = components[name]["examples"]
        jsonschema.Draft202012Validator(schema).validate(example)


def test_every_event_s_example_is_one_the_door_decodes():
    told = [*examples.batch(), *map(examples.event, WIRE_TYPES)]

    decoded = envelope.decode(canonical.dumps(told))

    assert [envelope.fact_type(event) for event in decoded] == [event["type"] for event in told]


@pytest.mark.django_db
def test_the_document_is_json_that_a_browser_shows(client, document):
    answer = client.get("/api/openapi.json")

    assert (answer.status_code, answer["content-type"]) == (200, "application/json")
    assert "content-disposition" not in answer
    assert answer.json() == document
    assert b'href="/api/openapi.json"' in client.get("/api/docs/").content
