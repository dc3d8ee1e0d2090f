"""What the demo's fans say: a small grammar, so that hardly a line comes twice; pure."""

import re
from collections.abc import Mapping

from community.feeds.providers.simulator_chance import Chance

# Words in braces are drawn in turn: another rule, else a word of the moment (us, who, minute).
RULES: Mapping[str, tuple[str, ...]] = {
    "goal_for": (
        "{cry} {who}! {praise}",
        "{cry} {praise}",
        "{who}. {minute}. {praise}",
        "Never in doubt. {aside}",
        "{cry} {aside}",
        "I said {who} would score. Nobody listens to me. {aside}",
        "{praise} {aside}",
        "That is {us} at their best: {craft}.",
    ),
    "goal_against": (
        "{groan} {blame}",
        "{groan}",
        "{blame} {hope}",
        "Fair play to {who}, {craft}. {groan}",
        "{minute}, of course. {groan} {hope}",
        "We had {craft} and they have the goal. {hope}",
        "{hope}",
    ),
    "card": (
        "Card for {who}. {verdict}",
        "{verdict} {who} knew what he was doing.",
        "{who} in the book, {minute}. {aside}",
        "{verdict} {aside}",
    ),
    "break": (
        "Half time. {drink} {summing}",
        "{summing} {hope}",
        "{drink} {aside}",
        "What would you change? I would {change}.",
        "{summing} I would {change}.",
    ),
    "end": (
        "Full time. {summing}",
        "{summing} {drink}",
        "{aside} {summing}",
        "Player of the match for me: {who}. {summing}",
        "Walking home. {summing}",
    ),
    "before": (
        "{drink} {hope}",
        "Scarf on, {place}. {hope}",
        "Good evening all. {hope}",
        "Team news suits me. {hope}",
        "My guess: {us} to score first. {aside}",
    ),
    "play": (
        "{who} is everywhere. {aside}",
        "{thought} {aside}",
        "{minute}: {thought} {aside}",
        "{us} {doing}. {hope}",
        "{them} {doing}. {groan}",
        "{who} {wants}. {thought}",
        "{minute} and {us} {doing}.",
        "{who} again. Is it me, or {question}?",
        "{thought} {hope}",
        "{place} is {noise}. {thought}",
        "Somebody tell {who} to {change}.",
        "{who}, {craft}. {noise_cry}",
    ),
    "reply": (
        "{agree}",
        "{agree} {aside}",
        "{differ}",
        "{differ} {thought}",
        "{agree} And {question}?",
        "{differ} {verdict}",
        "You said that last week. {agree}",
        "{aside}",
    ),
    "insight": (
        "{us} have {shots} shots to {them}'s {shots_against}, and you see where from: {craft}.",
        "Counted from the touches: {us} won {corners} corners, {them} {corners_against}. {thought}",
        "The momentum strip says {us} {doing}. Shots {shots} to {shots_against}.",
    ),
    "cry": (
        "GOAL!", "Get in!", "YES!", "Oh my word!", "What a goal!", "Scenes!", "There it is!",
        "Finally!", "Come on!", "Into the net!", "Oh, that is lovely!", "Goal, goal, goal!",
    ),
    "praise": (
        "You cannot defend that.", "Right in the corner.", "The keeper never moved.",
        "Straight from the training ground.", "Best move of the night.", "Composed, that.",
        "My neighbours are awake now.", "Hit it sweet.", "Ice in the veins.", "Deserved.",
        "That has been coming for ten minutes.", "Tap in, but you have to be there.",
    ),
    "groan": (
        "Oh no.", "Typical.", "Every single time.", "I need a walk.", "Not like this.", "Sigh.",
        "Why do I do this to myself.", "Somebody turn it off.", "That hurts.", "Unbelievable.",
    ),
    "blame": (
        "Who was marking him?", "Asleep at the back.", "Lost it in midfield again.",
        "Offside? I will look at it ten times and still not know.", "Too much room on the left.",
        "We stopped playing.", "The wall just opened.", "Second ball, again.",
    ),
    "hope": (
        "Plenty of time.", "There is a goal in this.", "Next one decides it.", "Believe.",
        "One moment is all it takes.", "I have a good feeling, for once.", "Not over.",
        "We go again.", "Heads up, {us}.", "Long way to go.",
    ),
    "aside": (
        "My tea is cold.", "The dog left the room.", "I have said it since August.",
        "Save this post.", "I will take that.", "Worth the train fare.", "My voice is gone.",
        "Somebody film the bench.", "Grandad would have loved it.", "I am fine. Completely fine.",
        "Do not ask about last week.", "Even my sister looked up.", "No notes.",
        "This is why we come.", "I spilled everything.", "Football, eh.",
    ),
    "craft": (
        "one touch and through", "two passes and they were gone", "late run, nobody with him",
        "the full back high, the winger inside", "pressing in threes", "first time, on the turn",
        "a ball over the top", "all from the throw", "patience, then speed",
    ),
    "verdict": (
        "Clear for me.", "Soft.", "I have seen those not given.", "No complaints.",
        "The referee is consistent at least.", "Harsh, on a wet pitch.", "Needed to be stopped.",
    ),
    "drink": (
        "Kettle on.", "Pie and a tea.", "Queue for the bar already.", "Crisps open.",
        "Coffee, black.", "Orange quarters for everybody.",
    ),
    "summing": (
        "About right on the balance of it.", "Better than it looks on paper.",
        "A game of two moods.", "{us} the better side, just.", "{them} wanted it more.",
        "Not pretty, very tense.", "I would watch that again.", "Hard to call still.",
    ),
    "change": (
        "put {who} on the other wing", "go two up front", "slow it down a bit",
        "press higher", "keep the ball on the floor", "bring on fresh legs", "shoot on sight",
        "do nothing, it is working",
    ),
    "place": (
        "Row F", "the kitchen", "the late train", "the away end", "the sofa", "the night shift",
        "the balcony", "section 12",
    ),
    "thought": (
        "Too deep now.", "The midfield is a corridor.", "That pass was on.", "Lovely tempo.",
        "Nobody wants to shoot.", "Good spell, this.", "They look tired.", "Corner count tells it.",
        "The press has gone.", "That switch of play, again please.", "More of that.",
        "Someone is getting booked soon.", "The wide men are the difference.",
    ),
    "doing": (
        "knocking on the door", "sitting on it", "second to everything", "all over them",
        "playing through the press", "hanging on", "winning every second ball", "growing into it",
    ),
    "wants": (
        "wants the ball", "has run himself into the ground", "is due a goal",
        "has not put a foot wrong", "looks a yard quicker than the rest", "keeps finding room",
    ),
    "question": (
        "is the line very high", "has the wind turned", "should that be a corner",
        "are they playing three at the back now", "is nobody picking up the runner",
        "was that the best chance so far",
    ),
    "noise": ("shaking", "very quiet", "singing", "on its feet", "half asleep", "nervous"),
    "noise_cry": ("Olé.", "Up, up, up.", "Again.", "More.", "Sing it."),
    "agree": (
        "This.", "Exactly that.", "Same here.", "Took the words from me.", "Agreed.", "Spot on.",
        "Cannot argue.", "You saw it first.",
    ),
    "differ": (
        "Not sure about that.", "Did we watch the same match?", "Half right.", "No chance.",
        "Give it ten minutes.", "I like your optimism.", "Counterpoint: {thought}",
    ),
}  # fmt: skip
_SLOT = re.compile(r"\{([a-z_]+)\}")
# Rules name each other a few deep; more is a circle.
_DEPTH_MAX = 6


def say(rule: str, words: Mapping[str, str], chance: Chance) -> str:
    """One line by a rule; words of the moment fill the slots that are no rules."""
    return _filled(f"{{{rule}}}", words, chance, depth=0).strip()


def _filled(text: str, words: Mapping[str, str], chance: Chance, *, depth: int) -> str:
    assert depth <= _DEPTH_MAX, f"the grammar goes round: {text}"

    def fill(slot: re.Match[str]) -> str:
        name = slot[1]
        if name in words:
            return words[name]
        return _filled(chance.pick(RULES[name]), words, chance, depth=depth + 1)

    return _SLOT.sub(fill, text)
