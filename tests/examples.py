"""Examples of a strategy kept as a list, for those who need many at once."""

from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

Example = TypeVar("Example")


def examples(strategy: SearchStrategy[Example], count: int) -> list[Example]:
    """So many examples of a strategy, the same in every run; fewer when there are no more."""
    found: list[Example] = []

    @settings(
        max_examples=count,
        database=None,
        derandomize=True,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def keep(example: Example) -> None:
        found.append(example)

    keep()
    return found
