"""A page as a reader sees it."""

import html
import re


def text_of(response):
    """What a reader sees: no tags, templates or data blocks, spaces as one."""
    shown = re.sub(r"(?s)<(template|script).*?</\1>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", shown)))
