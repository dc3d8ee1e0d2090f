"""Tags of the components: icons, the files a page needs, the viewer's theme."""

import re
from functools import cache, lru_cache
from pathlib import Path

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from community.core import canonical

register = template.Library()

_THEMES = frozenset({"light", "dark"})
_IMPORT = re.compile(r"""^(?:import|export)\b[^"';]*["'](\.{1,2}/[^"']+)["'];""", re.MULTILINE)


@register.simple_tag
def icon(name: str) -> SafeString:
    """One symbol of `static/img/icons.svg`; said to nobody, so words must stand beside it."""
    return _symbol(name)


# A page of talk has three hundred: rendered anew they are a quarter of its time.
@lru_cache(maxsize=256)
def _symbol(name: str) -> SafeString:
    return render_to_string("components/icon.html", {"name": name})


@register.simple_tag(takes_context=True)
def theme(context: Context) -> SafeString:
    """The theme the viewer chose, as an attribute of the page; nothing when the system decides."""
    request = context.get("request")
    chosen = request.COOKIES.get("theme", "") if request else ""
    return format_html('data-theme="{}"', chosen) if chosen in _THEMES else SafeString("")


@register.simple_tag
def stylesheets(*names: str) -> SafeString:
    """Links to files of `static/css/`, named without their ending, in order."""
    return _links(names)


# Where files lie stays as it is while a process lives; a page of talk asks for a hundred.
@cache
def _links(names: tuple[str, ...]) -> SafeString:
    urls = ((static(f"css/{name}.css"),) for name in names)
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', urls)


@register.simple_tag
def module(path: str) -> SafeString:
    """A page's script, with everything it imports fetched at once instead of level by level."""
    return _script(path)


@cache
def _script(path: str) -> SafeString:
    imports = ((static(name),) for name in _imports(path) if name != path)
    preloads = format_html_join("\n", '<link rel="modulepreload" href="{}">', imports)
    return format_html('{}\n<script type="module" src="{}"></script>', preloads, static(path))


@cache
def _imports(path: str) -> tuple[str, ...]:
    """A module and all it imports, each once, in order of discovery."""
    seen: dict[str, None] = {}
    waiting = [path]
    while waiting:
        name = waiting.pop(0)
        if name in seen:
            continue
        seen[name] = None
        found = finders.find(name)
        assert isinstance(found, str), f"{name} is imported and does not exist"
        folder = Path(name).parent
        waiting += [_joined(folder, target) for target in _IMPORT.findall(Path(found).read_text())]
    return tuple(seen)


@register.simple_tag(takes_context=True)
def link_preview(context: Context, title: str, *, words: str, query: str) -> SafeString:
    """What a page is called where its address is sent: the address of the very moment it shows."""
    request = context["request"]
    told = {
        "og:site_name": "Terrace",
        "og:type": "website",
        "og:title": title,
        "og:description": words,
        "og:url": request.build_absolute_uri(request.path + query),
    }
    tags = format_html_join("\n", '<meta property="{}" content="{}">', told.items())
    canonical_url = request.build_absolute_uri(request.path)
    return format_html('{}\n<link rel="canonical" href="{}">', tags, canonical_url)


@register.filter
def as_json(value: object) -> str:
    """A value as JSON, for an attribute a script reads; the template escapes it."""
    return canonical.dumps(value).decode()


@register.simple_tag
def mailbox_shown() -> bool:
    """Whether this machine shows the letters it sent."""
    return bool(settings.MAILBOX_SHOWN)


def _joined(folder: Path, target: str) -> str:
    parts = list(folder.parts)
    for part in Path(target).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)
