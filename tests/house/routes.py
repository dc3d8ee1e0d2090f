"""Every way in: URL patterns, commands of the socket, kinds of topics; as the process has them."""

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from community.streams import folds
from community.users import commands


def urls() -> list[str]:
    """Every URL pattern from the root, without repeats."""
    return list(dict.fromkeys(pattern for pattern, _ in patterns()))


def patterns() -> Iterator[tuple[str, URLPattern]]:
    """Every URL pattern's words from the root, and the pattern."""
    yield from _below(get_resolver(), "/")


def _below(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        words = prefix + re.sub(r"^\^|\$$", "", str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from _below(pattern, words)
        else:
            yield words, pattern


def command_names() -> list[str]:
    """Every command's name."""
    return commands.names()


def topic_kinds() -> list[str]:
    """Every kind of topic."""
    return sorted(folds.registered())
