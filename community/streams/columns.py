"""The column that bodies and states of the log lie in; knows no table."""

from typing import Any

from django.db import models


class JsonBytesField(models.BinaryField):  # type: ignore[type-arg]  # generic in its stubs alone
    """JSON as it was encoded, kept as bytes and read as text.

    psycopg reads bytes in hexadecimal, twice their size: a batch of a thousand facts cost 2.7 us of
    CPU a fact to read, PostgreSQL's half included, and as text it costs 1.1.
    """

    def deconstruct(self) -> Any:  # noqa: ANN401 -- Django's own tuple
        """As the bytes it is in the database."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.BinaryField", args, kwargs

    def select_format(self, compiler: object, sql: str, params: Any) -> tuple[str, Any]:  # noqa: ANN401 -- Django's own
        """Ask for text; JSON is UTF-8 by definition."""
        del compiler
        return f"convert_from({sql}, 'UTF8')", params

    def from_db_value(self, value: str, expression: object, connection: object) -> bytes:
        """The bytes again."""
        del expression, connection
        return value.encode()
