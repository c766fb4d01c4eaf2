"""What the words around a cue make of it: denied, doubted, or said of something else.

A description also tells how things are today, what others have, and what a part of a number is.
None of that says what is wanted, so the words are shown with the reason and nothing is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple, TypeAlias

from advisor.reading.quotes import Span

Scope: TypeAlias = Literal["required", "there_is", "tried", "outcome"]
"""What a cue speaks of: what the system must do, what there is, what was tried, what goes wrong."""


class Around(NamedTuple):
    """The words around a cue in its sentence.

    before, after: those of its clause; rest: all that follows in the sentence; sentence: all of
    it, the cue's own words among them; following: the sentence after it.
    """

    before: str
    after: str
    rest: str
    sentence: str
    following: str


_CLAUSE = re.compile(
    r"[,;:—](?=\s)|—|\bbut\b|"
    r"\band (?=(?:must|should|it|we|they|the|there|will|I|he|she|you|has|have|can)\b)",
    re.I,
)


def clauses(sentence: Span, text: str) -> Iterator[Span]:
    """The clauses of a sentence, with what parts them left out."""
    start = sentence.start
    for found in _CLAUSE.finditer(text, sentence.start, sentence.end):
        yield Span(start, found.start())
        start = found.end()
    yield Span(start, sentence.end)


def around(start: int, end: int, sentence: str, following: str) -> Around:
    """What stands around the characters from `start` up to `end` of a sentence."""
    before, rest = sentence[:start], sentence[end:]
    ends = [each.end() for each in _CLAUSE.finditer(before)]
    begins = _CLAUSE.search(rest)
    return Around(
        before=before[ends[-1] :] if ends else before,
        after=rest[: begins.start()] if begins else rest,
        rest=rest,
        sentence=sentence,
        following=following,
    )


def _any_of(*words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)


DENIED = re.compile(
    r"\b(?:no|not|never|without|nobody|nothing|none|neither|nor|cannot|hardly|instead of|"
    r"rather than|no longer|too early for)\b|n['’]t\b",
    re.IGNORECASE,
)
DENIED_AFTER = re.compile(
    r"^\W*(?:(?:is|are|was|were|do|does|did|will|would|need|needs|must|has|have|be|been)\s+)?"
    r"(?:(?:not|never|no longer)\b|\w+n['’]t\b|(?:is|are)\s+(?:unknown|unclear|open|undecided)\b)",
    re.IGNORECASE,
)
_DOUBTED = _any_of(
    *("if", "whether", "unless", "might", "perhaps", "maybe", "unclear", "undecided", "suppose"),
    *(
        "(?<!I )(?<!we )imagine",
        "consider(?:s|ed|ing)?",
        "propos(?:e|es|ed|ing)",
        "suggest(?:s|ed|ing)?",
    ),
    *("discuss(?:es|ed|ing)?", "unlike", "competitors?", "rivals?", "elsewhere", "asked about"),
    *("wonder(?:s|ed|ing)?", "later", "one day", "some day", "eventually", "thinking (?:of|about)"),
    *("(?:we|I|they|it|you|there) could", "in (?:the )?future", "dream(?:s|ed|ing)? of"),
)
_DOUBTED_AFTER = _any_of(
    *("one day", "some day", "in (?:the )?future", "at some point", "would be nice"),
    *("might (?:be|come|follow)", "is only a wish", "nice to have"),
)
_OUT_OF_SCOPE: Mapping[Scope, re.Pattern[str] | None] = {
    "required": _any_of("used to", "tried", "previously", "formerly", "no longer", "rejected"),
    "there_is": _any_of(
        *("would", "want(?:s|ed)?", "wish(?:es)?", "hop(?:e|es|ing)", "plan(?:s|ned)?"),
        *("lack(?:s|ing)?", "missing", "going to", "need(?:s|ed)?", "will have", "used to"),
        *("no longer", "previously", "formerly", "until recently", "in the past"),
    ),
    "tried": _any_of("will", "plan(?:s|ned)?", "want(?:s)?", "would"),
    "outcome": _any_of(
        *("must", "should", "shall", "may", "can", "want(?:s)?", "would", "need(?:s)?", "avoid"),
        *("prevent", "fear(?:s)?"),
    ),
}
"""Words before a cue, in its clause, that say that it speaks of something else."""


def hushed(scope: Scope, words: Around) -> bool:
    """Whether the words around a cue doubt it, or speak of another scope than the cue's."""
    if _DOUBTED.search(words.before) or _DOUBTED_AFTER.search(words.after):
        return True
    elsewhere = _OUT_OF_SCOPE[scope]
    return elsewhere is not None and bool(elsewhere.search(words.before))


_MONEY = frozenset({"build_budget_usd", "monthly_budget_usd"})
_TOTALS = frozenset(
    {*_MONEY, "requests_per_month", "labelled_examples", "preference_pairs", "evaluation_examples"}
)

_PAST = _any_of(
    *("until (?:last|recently|now|then|this)", "used to", "formerly", "previously"),
    "(?<!from )(?<!of )(?<!since )last (?:year|month|week|quarter|summer|winter|spring|autumn)",
    *("in the past", "(?:years?|months?|weeks?) ago", "back then", "at that time"),
)
_PRESENT = _any_of(
    *("today", "nowadays", "at present", "presently", "currently", "at the moment", "so far"),
    *(
        "to date",
        "these days",
        "(?<!from )now(?! and then)(?! on\\b)",
        "as things stand",
        "for the time being",
        "the (?:current|existing|present|old) \\w+",
    ),
)
_OTHERS = (
    r"(?:sister|parent|partner|neighbou?ring|another|other|rival|former|old) "
    r"(?:compan|firm|team|department|agenc|bank|hospital|cit|branch|organi[sz]ation|universit|"
    r"office|employer|hotel|school|insurer|shop|supplier|authorit)\w*"
)
_SOMEBODY_ELSE = _any_of(
    *(_OTHERS, "(?:a|our|my) (?:friend|neighbour|neighbor)", "at (?:the|an) agency"),
    "somebody else",
    "next door",
)
_ELSEWHERE = re.compile(rf"\b(?:at|in|of|by) (?:(?:an?|our|the) )?{_OTHERS}\b", re.IGNORECASE)
_OURS_NOT = re.compile(r"^\W*(?:but |while |and )?ours\b", re.IGNORECASE)
_WENT_WELL = _any_of(
    r"(?:and|which|it|that|they) (?:\w+ )?(?:work(?:s|ed)|did|does|ran|went) "
    r"(?:\w+ )?(?:well|fine|nicely|great|perfectly)",
    *("with success", "successfully", "was a success", "(?:was|is) (?:good )?enough", "solved it"),
    *(
        "(?:are|is|was|were) (?:quite |very )?(?:happy|pleased|satisfied)",
        "with good results",
        "kept it",
        "loved it",
    ),
)
_PERIOD = (
    r"day|week|month|year|quarter|hour|minute|second|night|morning|evening|weekend|season|working"
    r"|weekday|business|calendar|normal|typical|single|Monday|Tuesday|Wednesday|Thursday|Friday"
    r"|Saturday|Sunday"
)
_OF_EACH = re.compile(
    rf"\b(?:each|every|per)\s+(?!(?:{_PERIOD})s?\b)(?:of\s+)?\w+(?!.*\bof (?:the|our)\b)",
    re.IGNORECASE,
)
_EACH_OF_THEM = re.compile(
    rf"^\W*(?:per (?!(?:{_PERIOD})s?\b)|(?:for|from|in|to|at|of) (?:each|every) "
    rf"(?!(?:{_PERIOD})s?\b)|each\b|apiece\b|a head\b)",
    re.IGNORECASE,
)
_PART_BEFORE = re.compile(
    r"(?:%|\bper ?cent|\bpercentage|\bhalf|\bthirds?|\bquarters?|\btenth|\bsome|\bpart|\bmost|"
    r"\bfew|\bshare)\s+of\s+(?:all\s+)?(?:the|our|these|those|its|their)?\s*$",
    re.IGNORECASE,
)
_PART_AFTER = _any_of(
    *("of (?:which|these|those|them)", "only (?:a|an|one|some|half|about|\\d+)", "half of"),
    *("but (?:only|most|half)", "normally", "usually it is", "not all", "because of the"),
)
_OTHER_MONEY = _any_of(
    *("sav(?:e|es|ed|ing|ings)", "los(?:e|es|t|ing)", "earn(?:s|ed|ing)?", "revenue", "turnover"),
    *("sales", "salar(?:y|ies)", "wages?", "rent", "charg(?:e|es|ed|ing)", "vendors?"),
    *("suppliers?", "licen[cs]es?", "subscriptions?", "penalt(?:y|ies)", "fines?", "invoices?"),
    *("costs? (?:us|them)", "costing us", "pays? us", "was", "were", "spent", "fees?", "paid"),
    *(
        "bring(?:s|ing)? in",
        "worth",
        "marketing",
        "advertising",
        "travel",
        "personnel",
        "pilot",
        "damages?",
        "fraud",
        "makes? us",
        "price of",
    ),
)
_OURS_TO_SPEND = _any_of(
    *("budget(?:ed|s)?", "afford", "spend", "may", "can(?:not)?", "could", "have", "has", "limit"),
    *("there(?: is| are|'s)", "at most", "up to", "aside", "allowed?", "pay", "costs? more than"),
    *("no more than", "pot", "grant", "beyond", "must", "should", "for it", "with"),
)
_FOR_THIS = (
    r"it|this|that|the (?:\w+ )?(?:tool|system|project|assistant|bot|chatbot|model|service|"
    r"solution|build|operation|running|first|whole)|running|hosting|operati\w+|inference|build\w*|"
    r"develop\w*|everything|all|maintenance|keep\w*|usage|production|run|host|operate|set|do|"
    r"this|cover|AWS|the"
)
_FOR_ELSE = re.compile(rf"^\W*(?:for|on|from|through|to|in)\s+(?!(?:{_FOR_THIS})\b)", re.I)
_HOW_OFTEN = _any_of(
    *("hardly", "never", "rarely", "seldom", "once an?", "twice an?", "yearly", "annually"),
    *("monthly", "weekly", "daily", "hourly", "quarterly", "every (?!one|body|thing)\\w+"),
    *(
        "(?<!of )each (?:day|week|month|quarter|year)",
        "all day long",
        "not at all",
        "stays? the same",
        "for (?:years|decades)",
    ),
)


def said_of_something_else(scope: Scope, fact: str, words: Around) -> str:
    """Why words do not say their fact here; empty where nothing speaks against it."""
    clause = f"{words.before} … {words.after}"
    if _PAST.search(clause) and scope in ("required", "there_is"):
        return "It tells how it was, not what is wanted or there now."
    if _PRESENT.search(clause) and (scope == "required" or fact == "monthly_budget_usd"):
        return "It tells how it is done today, not what is wanted."
    if _SOMEBODY_ELSE.search(words.before) or _ELSEWHERE.search(words.after):
        return "It speaks of others."
    if _OURS_NOT.match(f"{words.after}{words.following}"):
        return "It speaks of others."
    if scope == "tried" and _WENT_WELL.search(words.rest):
        return "What worked is not among what fell short."
    if fact == "knowledge_change" and _HOW_OFTEN.search(f"{words.before} {words.rest}"):
        return "Two things change differently: say how often what it answers from changes."
    if fact in _TOTALS:
        if _OF_EACH.search(words.before) or _EACH_OF_THEM.match(words.rest):
            return "It counts for each of several: give the total."
        if _PART_BEFORE.search(words.before) or _PART_AFTER.search(words.rest):
            return "Not all of it counts: give the number that the system has to handle."
    if fact in _MONEY and (
        _OTHER_MONEY.search(words.before)
        or _FOR_ELSE.match(words.after)
        or not _OURS_TO_SPEND.search(words.sentence)
    ):
        return "It does not say that this is the budget."
    return ""
