"""Markup: what somebody wrote becomes a small tree, or is refused."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

import msgspec
import pytest
from hypothesis import given, strategies as st

from community.config import files, parsing
from community.core import canonical
from community.threads import body, markup
from community.threads.body import TAGS
from community.threads.errors import UnfitTextError

POLICY = parsing.gather(files.repository()).threads
ANN, BOB = "actor_" + "a" * 24, "actor_" + "b" * 24
ACTORS = {"ann": ANN, "bob_9": BOB}


def read(text):
    return markup.read(text, policy=POLICY, actors=ACTORS)


def p(*nodes):
    return ["p", None, *nodes]


@pytest.mark.parametrize(
    ("text", "nodes"),
    [
        ("Goal!", [p("Goal!")]),
        ("one\ntwo", [p("one", ["br", None], "two")]),
        ("one\r\n\r\ntwo", [p("one"), p("two")]),
        ("- a\n- b", [["ul", None, ["li", None, "a"], ["li", None, "b"]]]),
        ("1. a", [["ol", None, ["li", None, "a"]]]),
        ("> a\n> > b", [["blockquote", None, p("a"), ["blockquote", None, p("b")]]]),
        ("```js\nlet a\n  b\n```", [["pre", None, ["code", None, "let a\n  b\n"]]]),
        ("# a", [p("# a")]),
        ("***", [p("***")]),
        ("<b>a</b> &amp; &lt;", [p("<b>a</b> & <")]),
        ("![i](http://x.y/z.png)", [p("!", ["a", {"href": "http://x.y/z.png"}, "i"])]),
        (
            "see https://a.b/c?d=1&e=2.",
            [p("see ", ["a", {"href": "https://a.b/c?d=1&e=2"}, "https://a.b/c?d=1&e=2"], ".")],
        ),
        ("[x](javascript:alert(1))", [p("[x](javascript:alert(1))")]),
        ("[x](//x.y)", [p(["s", None, "x"])]),
        ("[x](https://me:secret@x.y)", [p(["s", None, "x"])]),
        ("@ann, well", [p(["mention", {"actor": ANN}], ", well")]),
        ("@Bob_9!", [p(["mention", {"actor": BOB}], "!")]),
        ("@nobody and me@ann", [p("@nobody and me@ann")]),
    ],
)
def test_text_becomes_a_tree(text, nodes):
    assert read(text).body == nodes


def test_marks_become_their_tags():
    expected = p(["strong", None, "b"], " ", ["em", None, "i"], " ", ["s", None, "d"], " ")

    assert read("**b** _i_ ~~d~~ `c`").body == [[*expected, ["code", None, "c"]]]


def test_who_is_mentioned_stands_by_actor_id_at_rest():
    marked = read("@ann @bob_9 @ann, `@ann`")

    assert marked.mentions == [ANN, BOB]
    assert marked.text == f"@{ANN} @{BOB} @{ANN}, `@{ANN}`"
    assert "ann" not in str(marked.body).replace(ANN, "")
    assert body.mentioned(marked.body) == {ANN, BOB}


def test_a_body_is_dressed_with_handles_of_today():
    marked = read("@ann `@bob_9`")

    dressed = body.dressed(marked.body, {BOB: "robert"})

    assert dressed == [p(["mention", {"actor": ANN}, "@someone"], " ", ["code", None, "@robert"])]
    assert body.told(marked.text, {ANN: "ann", BOB: "bob_9"}) == "@ann `@bob_9`"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "nothing in it"),
        (" \n\t ", "nothing in it"),
        ("\u200b\u2060", "nothing to be seen in it"),
        ("&nbsp;", "nothing to be seen in it"),
        ("a" * 1_001, "more than 1000 characters"),
        ("\U0001f525" * 800, "more than 3000 bytes"),
        ("a\x00b", "control characters"),
        ("a\x1b[31m", "control characters"),
        ("\u202etxet", "control characters"),
        ("half \ud83d", "half a letter: a lone surrogate"),
        ("Z" + "\u0335" * 5, "more than 4 marks on one letter"),
        ("> " * 13 + "a", "nested more than 12 deep"),
        (" ".join(f"@fan_{number}" for number in range(6)), "more than 5 mentions"),
        ("@ann " * 10_000, "more than 1000 characters"),
        (" ".join(f"http://x.y/{number}" for number in range(6)), "more than 3 links"),
    ],
)
def test_unfit_text_is_refused_by_what_is_wrong(text, fault):
    with pytest.raises(UnfitTextError) as refused:
        read(text)

    assert [each.detail for each in refused.value.faults] == [fault]


def test_a_text_that_swells_when_it_is_shown_is_refused():
    swollen = msgspec.structs.replace(POLICY, body_bytes_max=4_000)

    with pytest.raises(UnfitTextError, match="more than 4000 bytes as shown"):
        markup.read("*a* " * 250, policy=swollen, actors={})


def test_letters_of_the_world_are_fit():
    for text in ("Gól! Çal", "नमस्ते", "ก็ที่นี่", "שָׁלוֹם", "مرحبا", "👨‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "ベスト"):
        assert read(text).body == [p(text)]


PIECES = st.sampled_from(
    [
        "<script>", "</script>", "<img src=x onerror=alert(1)>", "<a href='javascript:x'>",
        "[x](javascript:alert(1))", "[x](JaVaScRiPt&colon;alert(1))", "[x](data:text/html,y)",
        "[x](vbscript:z)", '[x](https://x.y/"onclick=z)', "<https://x.y>", "<javascript:x>",
        "![i](x)", "](", ")", "[", "`", "```\n", "~~~\n", "**", "__", "_", "~~", "> ", "- ",
        "1. ", "\n", "\n\n", "    ", "&lt;script&gt;", "&#106;avascript:", "&Tab;", "\\",
        "http://x.y/<b>", "https://x.y/?a='b'", "http://[::1]/", "http://\u202e", "@ann",
        "<!--", "-->", "<![CDATA[", "]]>", "<svg/onload=x>", "<style>", "<math>", "</p>", "'", '"',
        "\u2028", "\ufeff", "\u0130", "\u212a", "\x0c", "\ud800", "a\u0301",
    ]
)  # fmt: skip
hostile = st.lists(PIECES | st.text(max_size=8), max_size=30).map("".join)


class _Parsed(HTMLParser):
    """What a browser would find in a text of HTML."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.found, self.hrefs, self.words = set(), [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.add(tag)
        self.hrefs += [value for name, value in attrs if name == "href"]
        assert {name for name, _ in attrs} <= {"href", "rel", "class"}

    def handle_data(self, data):
        self.words.append(data)

    def handle_comment(self, data):
        raise AssertionError(data)

    handle_decl = unknown_decl = handle_pi = handle_comment


def assert_sound(nodes):
    for node in nodes:
        if isinstance(node, str):
            continue
        tag, attributes, *inner = node
        assert tag in TAGS
        expected = {"a": {"href"}, "mention": {"actor"}}.get(tag, set())
        assert set(attributes or {}) == expected
        if tag == "a":
            assert urlsplit(attributes["href"]).scheme in {"http", "https"}
        assert_sound(inner)


@given(hostile)
def test_whatever_is_written_only_whitelisted_tags_and_web_links_come_of_it(text):
    try:
        marked = read(text)
    except UnfitTextError:
        return

    assert_sound(marked.body)
    shown = body.dressed(marked.body, {ANN: "ann"})
    parsed = _Parsed(body.html(shown))
    assert parsed.found <= (TAGS - {"mention"}) | {"span"}
    assert all(urlsplit(href).scheme in {"http", "https"} for href in parsed.hrefs)
    assert "".join(parsed.words) == "".join(body.texts(shown))
    assert len(canonical.dumps(shown)) <= marked.bytes <= POLICY.body_bytes_max


def test_a_tag_that_is_not_whitelisted_is_never_rendered():
    with pytest.raises(AssertionError):
        body.html([["script", None, "x"]])
