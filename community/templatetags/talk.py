"""Tags of talk: a post's body from its tree, and moments as fans read them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from community.core import clock
from community.core.types import JsonValue

register = template.Library()

# The elements a body may have, and no other: what is not named here is shown as its words.
_ELEMENTS = {
    "p": "<p>{}</p>",
    "strong": "<strong>{}</strong>",
    "em": "<em>{}</em>",
    "s": "<s>{}</s>",
    "code": "<code>{}</code>",
    "pre": "<pre>{}</pre>",
    "blockquote": "<blockquote>{}</blockquote>",
    "ul": "<ul>{}</ul>",
    "ol": "<ol>{}</ol>",
    "li": "<li>{}</li>",
    "br": "<br>{}",
}
_LINK = '<a href="{}" rel="nofollow noopener noreferrer ugc">{}</a>'
_MENTION = '<b class="mention" data-actor="{}">{}</b>'
_SAFE = ("https://", "http://")


@register.simple_tag
def post_body(nodes: Sequence[JsonValue]) -> SafeString:
    """A post's tree as markup, every word escaped; twin of static/js/markup.js."""
    return format_html_join("", "{}", ((_node(node),) for node in nodes))


def _node(node: JsonValue) -> str | SafeString:
    if isinstance(node, str):
        return node
    tag, given, *inner = node
    words, attributes = post_body(inner), given or {}
    match tag:
        case "a" if str(attributes.get("href", "")).startswith(_SAFE):
            return format_html(_LINK, attributes["href"], words)
        case "mention":
            return format_html(_MENTION, attributes.get("actor", ""), words)
        case _:
            return format_html(_ELEMENTS.get(tag, "{}"), words)


@register.simple_tag
def reacting(given: Collection[tuple[str, str]], post: str, reaction: str) -> SafeString:
    """A button's part in a reaction: to give it, or to take back what who looks gave."""
    is_given = (post, reaction) in given
    verb, state = ("take", "true") if is_given else ("give", "false")
    return format_html('name="{}" value="{}" aria-pressed="{}"', verb, reaction, state)


@register.filter
def moment(ms: int) -> datetime:
    """Milliseconds since 1970 as a moment, in UTC."""
    return clock.from_ms(ms)
