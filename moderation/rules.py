"""Basic screening: what a text is refused or held for, and by which rule; pure.

Only a hard rule refuses. Scores are added; at the threshold the text is held for a moderator.
Every rule has an id and a version, which rises when the rule says something else of any text.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

from community.config.moderation import ModerationPolicy
from community.config.threads import ThreadsPolicy
from community.threads.verdicts import Outcome
from moderation import normal

# What decided when nothing was found, or a sum that no single rule reached.
BASIC: Final = ("basic", 1)
_MARKS = frozenset({"Mn", "Me"})
_LINK = re.compile(
    r"(?:https?://|www\.)\S"
    r"|\b[a-z0-9-]{1,63}\.(?:com|net|org|info|io|co|tv|gg|xyz|bet|ly|uk|eu|ru)\b",
    re.IGNORECASE,
)
_MENTION = re.compile(r"(?<![\w@])@\w")
_NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True, kw_only=True)
class Past:
    """What was said before a text; None where it was never said.

    same_s: seconds since its author said the very same. alike: like texts of the author's.
    copies: others who said the same. recent: the author's texts within the pace's window.
    """

    same_s: int | None = None
    alike: int = 0
    copies: int = 0
    recent: int = 0


@dataclass(frozen=True, kw_only=True)
class Said:
    """A text with what rules need to know of it; names: the normal forms that are no such words.

    form: how much a text may hold; chars_max: in letters, which differs by its kind.
    past: what was said before it.
    """

    text: str
    policy: ModerationPolicy
    form: ThreadsPolicy
    chars_max: int
    is_new: bool = False
    names: frozenset[str] = frozenset()
    past: Past = Past()

    @cached_property
    def plain(self) -> str:
        """Its normal form."""
        return normal.plain(self.text)

    @cached_property
    def links(self) -> int:
        """How many places of the web it names."""
        return len(_LINK.findall(normal.visible(self.text)))

    @cached_property
    def forms(self) -> frozenset[str]:
        """What it may be read as, names of the match aside.

        A name leaves a mark behind, so that what stood around it does not grow together.
        """
        names = _names(self.names)
        return frozenset(names.sub("0", form) for form in (self.plain, normal.unmasked(self.text)))

    def words(self, listed: Sequence[str]) -> int:
        """How many of the listed words and phrases it says."""
        pattern = _pattern(tuple(listed))
        return max(len(pattern.findall(form)) for form in self.forms)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one rule found: points, or that the text is refused."""

    rule: str
    version: int
    score: int = 0
    refuses: bool = False


@dataclass(frozen=True, kw_only=True)
class Screened:
    """What all rules together say; rule and version are those that decided."""

    outcome: Outcome
    rule: str
    version: int
    score: int
    threshold: int
    findings: tuple[Finding, ...] = field(default=())


@dataclass(frozen=True, kw_only=True)
class Rule:
    """find gives points, or REFUSES; 0 is nothing found."""

    id: str
    version: int
    find: Callable[[Said], int]


REFUSES: Final = -1


def _refuse_if(is_wrong: bool) -> int:  # noqa: FBT001 -- a condition is its whole meaning
    return REFUSES if is_wrong else 0


def _controls(said: Said) -> int:
    """Control characters and halves of a pair draw nothing that a reader could mean."""
    categories = {unicodedata.category(each) for each in set(said.text) - {"\n", "\t", "\r"}}
    return _refuse_if(not categories.isdisjoint({"Cc", "Cs"}))


def _marks(said: Said) -> int:
    """Zalgo: towers of marks over one letter."""
    tower = 0
    for each in unicodedata.normalize("NFD", said.text):
        tower = tower + 1 if unicodedata.category(each) in _MARKS else 0
        if tower > said.form.marks_max:
            return REFUSES
    return 0


def _links(said: Said) -> int:
    most = said.policy.new_links_max if said.is_new else said.form.links_max
    return REFUSES if said.links > most else said.links * said.policy.link_score


def _repeated(said: Said) -> int:
    is_short = len(said.plain) < said.policy.alike_chars_min
    window = said.policy.short_repeat_window_s if is_short else said.policy.repeat_window_s
    return _refuse_if(said.past.same_s is not None and said.past.same_s < window)


# In order: what is cheap first, so that a book of zalgo costs no more than its length.
SHAPE: Final = (
    Rule(id="too_long", version=1, find=lambda said: _refuse_if(len(said.text) > said.chars_max)),
    Rule(id="control", version=1, find=_controls),
    Rule(
        id="too_many_lines",
        version=1,
        find=lambda said: _refuse_if(said.text.count("\n") >= said.form.text_lines_max),
    ),
    Rule(id="marks", version=1, find=_marks),
)
WORDS: Final = (
    Rule(
        id="blocked_words",
        version=1,
        find=lambda said: _refuse_if(said.words(said.policy.blocked_words) > 0),
    ),
    Rule(
        id="watched_words",
        version=1,
        find=lambda said: said.words(said.policy.watched_words) * said.policy.watched_score,
    ),
)
EMPTY: Final = Rule(
    id="empty",
    version=1,
    find=lambda said: _refuse_if(not normal.visible(said.text).strip()),
)
LINKS: Final = Rule(id="links", version=1, find=_links)
POST: Final = (
    *SHAPE,
    EMPTY,
    Rule(
        id="mentions",
        version=1,
        find=lambda said: _refuse_if(len(_MENTION.findall(said.text)) > said.form.mentions_max),
    ),
    LINKS,
    *WORDS,
)
PACE: Final = (
    Rule(id="repeated", version=1, find=_repeated),
    Rule(id="alike", version=1, find=lambda said: said.past.alike * said.policy.alike_score),
    Rule(
        id="copied",
        version=1,
        find=lambda said: (
            said.policy.copies_score if said.past.copies >= said.policy.copies_min else 0
        ),
    ),
    Rule(
        id="pace",
        version=1,
        find=lambda said: (
            said.policy.pace_score if said.past.recent > said.policy.pace_posts_max else 0
        ),
    ),
)
BIO: Final = (*SHAPE, LINKS, *WORDS)
HANDLE: Final = (*SHAPE, EMPTY, *WORDS)


def screen(said: Said, rules: Iterable[Rule], *, may_hold: bool = True) -> Screened:
    """What the rules say of a text; the first that refuses is the last that is asked.

    may_hold: whether it can wait; what cannot, is refused at the threshold, to be written anew.
    """
    findings: list[Finding] = []
    for rule in rules:
        found = rule.find(said)
        if found:
            points = max(found, 0)
            findings.append(
                Finding(rule=rule.id, version=rule.version, score=points, refuses=found == REFUSES)
            )
        if found == REFUSES:
            break
    return _judged(tuple(findings), said.policy, may_hold=may_hold)


def _judged(findings: tuple[Finding, ...], policy: ModerationPolicy, *, may_hold: bool) -> Screened:
    score = sum(found.score for found in findings)
    outcome: Outcome = "allow"
    rule, version = BASIC
    if findings and findings[-1].refuses:
        outcome, rule, version = "refuse", findings[-1].rule, findings[-1].version
    elif policy.hold_enabled and score >= policy.hold_score:
        most = max(findings, key=lambda found: found.score)
        outcome, rule, version = "hold" if may_hold else "refuse", most.rule, most.version
    return Screened(
        outcome=outcome,
        rule=rule,
        version=version,
        score=score,
        threshold=policy.hold_score,
        findings=findings,
    )


def name_forms(names: Iterable[str]) -> frozenset[str]:
    """The normal forms of names: each whole, and each part that people go by alone."""
    whole = [normal.plain(name) for name in names]
    return frozenset(form for name in whole for form in (name, *name.split()) if form)


@lru_cache(maxsize=64)
def _names(names: frozenset[str]) -> re.Pattern[str]:
    return _alternatives(map(re.escape, sorted(names, key=len, reverse=True)))


@lru_cache(maxsize=64)
def _pattern(listed: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the words, each letter as often as it likes: `kyyys` is `kys`, `but` is no `butt`."""
    forms = filter(None, map(normal.plain, listed))
    return _alternatives(
        "".join(" " if each == " " else f"{each}+" for each in form) for form in forms
    )


def _alternatives(patterns: Iterable[str]) -> re.Pattern[str]:
    joined = "|".join(patterns)
    return re.compile(rf"(?<!\S)(?:{joined})(?!\S)") if joined else _NOTHING
