"""What the tags write: links, scripts, icons."""

import re

from django.template import Context, Template

from community.templatetags.components import module


def links(html):
    return re.findall(r'rel="modulepreload" href="([^"]+)"', html)


def test_a_page_fetches_every_module_it_imports_at_once_and_each_once():
    html = module("js/pages/match.js")

    preloads = links(html)
    assert len(preloads) == len(set(preloads))
    assert "/static/js/sdk/sha256.js" in preloads
    assert "/static/js/pages/match.js" not in preloads
    assert html.endswith('<script type="module" src="/static/js/pages/match.js"></script>')


def test_stylesheets_are_linked_in_order():
    html = Template('{% load components %}{% stylesheets "tokens" "base" %}').render(Context())

    assert re.findall(r'href="([^"]+)"', html) == ["/static/css/tokens.css", "/static/css/base.css"]


def test_an_icon_is_said_to_nobody():
    html = Template('{% load components %}{% icon "goal" %}').render(Context())

    assert 'aria-hidden="true"' in html
    assert "#goal" in html
