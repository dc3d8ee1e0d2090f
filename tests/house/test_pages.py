"""Pages: nothing inline, every component whole, colours only from tokens, no unsafe policy."""

import re
from html.parser import HTMLParser
from pathlib import PurePosixPath

import pytest
from django.conf import settings

from tests.house.tree import SLICES, sources, texts

TAGS = re.compile(r"{%.*?%}|{#.*?#}", re.DOTALL)
VALUES = re.compile(r"{{.*?}}", re.DOTALL)
UNESCAPED = re.compile(r"\|\s*safe\b|autoescape off|safeseq")
MARKUP_BY_SCRIPT = re.compile(r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\()")
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch)a?\(")
# The one place where colours are made.
TOKENS = "static/css/tokens.css"
TEMPLATES = texts("templates/**/*.html")
STYLES = texts("static/css/**/*.css")
SCRIPTS = texts("static/js/**/*.js")
# Styles of a whole page, and what elements share.
NO_COMPONENTS = {
    "api-operations",
    "live-element",
    "match-centre",
    "refusal",
    "talk-page",
    "talk-rail",
}


class Markup(HTMLParser):
    """Reads a template's elements for what a strict Content-Security-Policy would refuse."""

    def __init__(self, template):
        super().__init__()
        self.faults = []
        self.feed(VALUES.sub("{}", TAGS.sub(" ", template)))

    def handle_starttag(self, tag, attrs):
        """Look at one element."""
        given = dict(attrs)
        is_code = tag == "script" and given.get("type") != "application/json"
        if tag == "style" or (is_code and "src" not in given):
            self.faults.append(f"<{tag}>")
        self.faults += [
            name
            for name, value in attrs
            if name in {"style", "srcdoc"}
            or name.startswith("on")
            or (value or "").strip().lower().startswith("javascript:")
        ]


def colours(styles):
    """Style sheets that make colours of their own."""
    return [path for path, text in styles.items() if path != TOKENS and COLOUR.search(text)]


@pytest.mark.parametrize("path", TEMPLATES)
def test_a_template_has_nothing_inline_and_escapes_everything(path):
    assert Markup(TEMPLATES[path]).faults == []
    assert UNESCAPED.findall(TEMPLATES[path]) == []


@pytest.mark.parametrize(
    ("markup", "fault"),
    [
        ('<p style="color: red">', "style"),
        ("<style>p { }</style>", "<style>"),
        ("<script>go()</script>", "<script>"),
        ('<button onclick="go()">', "onclick"),
        ('<a href=" JavaScript:go()">', "href"),
        ('<p {% if x %}style="a"{% endif %}>', "style"),
    ],
)
def test_something_inline_is_found(markup, fault):
    assert Markup(markup).faults == [fault]


def test_data_for_a_script_is_not_code():
    data = '<script type="application/json">{{ data }}</script><script src="a.js">'

    assert Markup(data).faults == []


@pytest.mark.parametrize("text", ["{{ words|safe }}", "{% autoescape off %}"])
def test_unescaped_words_are_found(text):
    assert UNESCAPED.search(text)


def test_markup_is_made_in_templates_and_not_by_scripts():
    assert [path for path, text in SCRIPTS.items() if MARKUP_BY_SCRIPT.search(text)] == []
    assert MARKUP_BY_SCRIPT.search("row.innerHTML = words")


def test_nothing_is_marked_safe_by_hand():
    marked = [source.path for source in sources(*SLICES) if "mark_safe" in source.text]

    assert marked == []


@pytest.mark.parametrize("pattern", ["static/css/components/*.css", "static/js/elements/*.js"])
def test_every_style_and_element_belongs_to_a_component(pattern):
    components = {PurePosixPath(path).stem for path in texts("templates/components/*.html")}
    named = {PurePosixPath(path).stem for path in texts(pattern)}

    assert named != set()
    assert named - components - NO_COMPONENTS == set()


def test_colours_are_made_in_one_place():
    assert colours(STYLES) == []
    assert colours({"static/css/a.css": "p { color: #fff }"}) == ["static/css/a.css"]


def test_the_policy_of_pages_allows_only_our_own_and_nothing_unsafe():
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    allowed = {word for words in directives.values() for word in words}

    assert directives["default-src"] == ["'none'"]
    assert allowed <= {"'none'", "'self'", "data:"}
    assert directives["script-src"] == directives["style-src"] == ["'self'"]


def test_no_page_has_a_policy_of_its_own():
    loosened = [source.path for source in sources(*SLICES) if re.search(r"\bcsp_\w+", source.text)]

    assert loosened == []
