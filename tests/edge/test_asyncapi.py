"""The AsyncAPI document: valid by AsyncAPI's own schema, whole, served, and readable as a page."""

import jsonschema
import pytest
from django.utils.html import escape

from community.config import files, parsing
from community.core.schema_words import words_of
from community.edge import asyncapi, reference
from community.edge.codes import Close
from community.edge.wire import FROM_CLIENT, FROM_SERVER
from community.matches.fold import MatchFold
from tests.vector_files import vectors


@pytest.fixture(scope="module")
def document():
    policies = parsing.gather(files.repository())
    return asyncapi.document(policies, reference.commands(), host="terrace.example", is_secure=True)


def validator():
    return jsonschema.Draft7Validator(vectors("asyncapi-3.0.0"))


def references(value):
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"]
        for item in value.values():
            yield from references(item)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)


def found(document, reference):
    """What a reference points at; KeyError when nothing is there."""
    for name in reference.removeprefix("#/").split("/"):
        document = document[name]
    return document


def test_it_is_valid_by_asyncapi_s_own_schema(document):
    validator().validate(document)


def test_an_action_that_asyncapi_does_not_know_is_found(document):
    ack = document["operations"]["ack"] | {"action": "shout"}
    shouted = document | {"operations": {"ack": ack}}

    with pytest.raises(jsonschema.ValidationError):
        validator().validate(shouted)


def test_every_reference_points_at_something(document):
    assert all(found(document, reference) for reference in references(document))


def test_every_message_is_received_sent_or_an_answer(document):
    operations = document["operations"].values()
    answers = [operation["reply"] for operation in operations if "reply" in operation]

    told = {reference for part in [*operations, *answers] for reference in references(part)}

    kinds = set(document["channels"]["live"]["messages"])
    assert kinds == {asyncapi.kind_of(message) for message in {**FROM_CLIENT, **FROM_SERVER}}
    assert told - {"#/channels/live"} == {f"#/channels/live/messages/{kind}" for kind in kinds}


def test_a_subscribe_is_answered_by_one_of_three(document):
    reply = document["operations"]["subscribe"]["reply"]["messages"]

    assert [answer["$ref"].rsplit("/")[-1] for answer in reply] == [
        "resumed",
        "snapshot",
        "rejected",
    ]


def test_every_close_code_has_a_verdict_that_its_range_keeps(document):
    closes = document["x-close-codes"]

    assert [close["code"] for close in closes] == sorted(map(int, Close))
    assert all((close["retry"] == "never") == (close["code"] >= 4500) for close in closes)


def test_patterns_are_javascript_s_too(document):
    assert "\\Z" not in str(document)


def test_a_topic_s_state_and_notices_are_of_their_schemas(document):
    [match] = [topic for topic in document["x-topics"] if topic["kind"] == "match"]
    schemas = document["components"]["schemas"]
    state = MatchFold().project(MatchFold().empty())

    told = jsonschema.Draft202012Validator(match["state"] | {"components": {"schemas": schemas}})

    told.validate(state)
    with pytest.raises(jsonschema.ValidationError):
        told.validate(state | {"status": "sung"})
    assert set(match["notices"]) == MatchFold.notices


def test_the_example_of_a_command_is_one_that_is_read(document):
    [command] = [each for each in document["x-commands"] if each["name"] == "match.correct_score"]
    sent = document["channels"]["live"]["messages"]["command"]["examples"][0]["payload"]

    schemas = {"components": document["components"]}
    jsonschema.Draft202012Validator(command["data"] | schemas).validate(sent["data"])

    assert sent["name"] == command["name"]


@pytest.mark.django_db
def test_it_is_served_and_an_unchanged_one_is_not_sent_again(client):
    answer = client.get("/api/asyncapi.json")

    again = client.get("/api/asyncapi.json", headers={"if-none-match": answer["etag"]})
    assert answer["content-type"] == "application/vnd.aai.asyncapi+json"
    assert answer["cache-control"] == "public, max-age=60"
    assert answer.json()["servers"] == {"here": {"host": "testserver", "protocol": "ws"}}
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.django_db
def test_the_schema_of_every_message_is_served(client):
    answer = client.get("/api/live.schema.json")

    schema = answer.json()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert {f"#/$defs/{name}" for name in schema["$defs"]} >= set(references(schema))
    again = client.get("/api/live.schema.json", headers={"if-none-match": answer["etag"]})
    assert again.status_code == 304


@pytest.mark.django_db
def test_a_page_shows_every_message_code_and_limit_without_a_script(client, document):
    answer = client.get("/api/docs/live/")

    page = answer.content.decode()
    assert answer.status_code == 200
    for side, sent in (("client", FROM_CLIENT), ("server", FROM_SERVER)):
        for entry in reference.entries(sent):
            assert f'id="{side}-{entry.kind}"' in page
            assert escape(entry.example) in page
    for close in document["x-close-codes"]:
        assert f"<code>{close['code']}</code>" in page
    for topic in document["x-topics"]:
        for notice in topic["notices"]:
            assert f"<code>{notice}</code>" in page
    for command in document["x-commands"]:
        assert f"<code>{command['name']}</code>" in page
    for limit in document["x-limits"]:
        assert f"<code>{limit['name']}</code>" in page
    assert "<script>" not in page


@pytest.mark.django_db
def test_a_command_and_its_fields_say_what_they_are_for(client):
    page = " ".join(client.get("/api/docs/live/").content.decode().split())

    assert "<p>Set a match&#x27;s score, with a reason: missed goals are appended" in page
    assert "integer: the offset at which the sender saw the score" in page
    assert "integer: of a missed goal, ms since its period began; absent:" in page
    assert "integer: of a missed goal; absent: that of the match&#x27;s clock" in page


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string", "format": "uuid"}, "string, uuid"),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "integer"),
        ({"enum": ["stale", "conflict"]}, "stale, conflict"),
        (
            {"type": "array", "items": {"$ref": "Notice"}},
            "list of object of offset, type, id, at, data",
        ),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, "map to integer"),
        ({}, "any"),
    ],
    ids=["uuid", "optional", "codes", "list", "map", "anything"],
)
def test_a_type_is_told_in_words(schema, words):
    assert words_of(schema, asyncapi.schemas("{name}")) == words


@pytest.mark.django_db
def test_the_api_page_leads_to_it(client):
    assert b'href="/api/docs/live/"' in client.get("/api/docs/").content
