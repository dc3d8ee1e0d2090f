"""The wire's explanation: every message has one, and its example is of its own shape."""

import jsonschema
import msgspec
import pytest

from community.edge import asyncapi, protocol
from community.edge.wire import FROM_CLIENT, FROM_SERVER, example

SENT = {**FROM_CLIENT, **FROM_SERVER}


def validator(side):
    schema = asyncapi.json_schema_document({})
    return jsonschema.Draft202012Validator(schema | {"anyOf": [{"$ref": f"#/$defs/{side}"}]})


def test_every_message_of_the_wire_is_explained():
    assert set(FROM_CLIENT) == set(protocol._In.__subclasses__())
    assert set(FROM_SERVER) == set(protocol._Out.__subclasses__())


@pytest.mark.parametrize("message", SENT, ids=lambda message: message.__name__)
def test_a_message_says_what_it_is_and_when_it_is_sent(message):
    assert message.__doc__ is not None
    assert message.__doc__.splitlines()[0].endswith(".")
    assert SENT[message].when.endswith(".")
    assert isinstance(SENT[message].example, message)
    assert set(SENT[message].answers) <= set(FROM_SERVER)


@pytest.mark.parametrize(
    ("side", "message"),
    [("FromClient", message) for message in FROM_CLIENT]
    + [("FromServer", message) for message in FROM_SERVER],
    ids=lambda told: told if isinstance(told, str) else told.__name__,
)
def test_an_example_is_of_its_own_shape_and_no_other(side, message):
    told = msgspec.json.decode(example(SENT[message]))

    validator(side).validate(told)
    with pytest.raises(jsonschema.ValidationError):
        validator(side).validate(told | {"t": "song"})


@pytest.mark.parametrize("message", FROM_CLIENT, ids=lambda message: message.__name__)
def test_the_server_reads_the_examples_of_what_a_client_sends(message):
    assert type(protocol.decode(example(FROM_CLIENT[message]))) is message


@pytest.mark.parametrize("message", FROM_SERVER, ids=lambda message: message.__name__)
def test_a_field_that_a_later_server_adds_is_allowed_and_a_required_one_missed(message):
    told = msgspec.json.decode(example(FROM_SERVER[message]))

    validator("FromServer").validate(told | {"weather": "rain"})
    with pytest.raises(jsonschema.ValidationError):
        validator("FromServer").validate({"t": told["t"]})


def test_a_field_that_the_wire_does_not_know_is_refused_from_a_client():
    with pytest.raises(jsonschema.ValidationError):
        validator("FromClient").validate({"t": "renew", "more": 1})
