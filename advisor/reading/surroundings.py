"""What the words around a cue make of it: denied, doubted, or said of something else.

A description also tells how things are today, what others have, and what a part of a number is.
None of that says what is wanted, so the words are shown with the reason and nothing is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple, TypeAlias

from advisor.reading.quotes import Span

Scope: TypeAlias = Literal["required", "there_is", "tried", "outcome"]
"""What a cue speaks of: what the system must do, what there is, what was tried, what goes wrong."""


class Nearby(NamedTuple):
    """What stands around a sentence: the heading above it, the sentences before and after it."""

    heading: str = ""
    previous: str = ""
    following: str = ""


class Around(NamedTuple):
    """The words around a cue in its sentence.

    before, after: those of its clause; lead: what stands before the clause; rest: all that follows
    in the sentence; sentence: all of it, the cue's own words among them; nearby: what stands
    around the sentence.
    """

    before: str
    after: str
    lead: str
    rest: str
    sentence: str
    nearby: Nearby


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


_FAR = 600
"""Characters: what stands farther away in a sentence says nothing of a cue (our judgement)."""


def around(start: int, end: int, sentence: str, nearby: Nearby) -> Around:
    """What stands around the characters from `start` up to `end` of a sentence."""
    begins_at = max(0, start - _FAR)
    before, rest = sentence[begins_at:start], sentence[end : end + _FAR]
    begin = max((each.end() for each in _CLAUSE.finditer(before)), default=0)
    stop = _CLAUSE.search(rest)
    return Around(
        before=before[begin:],
        after=rest[: stop.start()] if stop else rest,
        lead=before[:begin],
        rest=rest,
        sentence=sentence[begins_at : end + _FAR],
        nearby=nearby,
    )


def with_surroundings(spans: Sequence[Span], text: str) -> Iterator[tuple[Span, Nearby]]:
    """Each sentence with what stands around it.

    A line that ends in a colon, or starts with "#", is the heading of those below it up to a
    blank line.
    """
    heading = ""
    for place, span in enumerate(spans):
        previous = spans[place - 1] if place else None
        following = spans[place + 1].of(text) if place + 1 < len(spans) else ""
        if previous is not None:
            between = text[previous.end : span.start]
            if _is_heading(previous, text):
                heading = previous.of(text)
            elif between.count("\n") > 1:
                heading = ""
        yield span, Nearby(heading, previous.of(text) if previous else "", following)


def _is_heading(span: Span, text: str) -> bool:
    said, rest = span.of(text), text[span.end :].lstrip(" \t\r*")
    return said.startswith("#") or (said.rstrip("*").endswith(":") and rest.startswith("\n"))


def _any_of(*words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)


DENIED = re.compile(
    r"\b(?:no|not|never|without|nobody|nothing|none|neither|nor|cannot|hardly|instead of|"
    r"rather than|no longer|too early for|w/o|"
    r"(?:do|does|did|is|are|was|were|ca|wo|should|would|could|has|have|had)nt)\b|n['’]t\b",
    re.IGNORECASE,
)
DENIED_AFTER = re.compile(
    r"^\W*(?:(?:is|are|was|were|do|does|did|will|would|need|needs|must|has|have|be|been)\s+)?"
    r"(?:(?:not|never|no longer)\b|\w+n['’]t\b|(?:is|are|do|does|was|were|has|have)nt\b|"
    r"(?:is|are)\s+(?:unknown|unclear|open|undecided)\b)",
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
    *("doubt(?:s|ed)?", "dropped", "g(?:ave|iven) up", "abandoned", "(?:decided|voted) against"),
)
_DOUBTED_AFTER = _any_of(
    *("one day", "some day", "in (?:the )?future", "at some point", "would be nice"),
    *("might (?:be|come|follow)", "is only a wish", "nice to have"),
)
_DOUBTED_AT_LAST = _any_of(
    "(?:(?:which|that|this|it|but|and|or|is|was|are|also|still|all|only|just) ){0,4}"
    "(?:not (?:yet )?(?:decided|fixed|agreed|confirmed|certain|sure)|undecided|(?:maybe|perhaps) "
    "not|to be (?:decided|confirmed|clarified|discussed)|open|TBD|TBC|optional)(?= yet|\\W*$)",
    "(?:that|this|it|which) (?:is|was|were|would be|applies to|belongs to|concerns) "
    "(?:only )?(?:for |to |in )?(?:(?:an)?other|(?:an|the) (?:old|earlier|previous|former)|a "
    "different|a later|another time|later|next year|history|over|the past)",
)
"""Words after a cue, anywhere in its sentence, that take back what it says."""
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
    if _DOUBTED_AT_LAST.search(words.rest):
        return True
    elsewhere = _OUT_OF_SCOPE[scope]
    return elsewhere is not None and bool(elsewhere.search(words.before))


UNCOUNTED_BEFORE = re.compile(
    r"\b(?:few|several|many|couple of|tens of|hundreds of|thousands of|dozens of)\s*$",
    re.IGNORECASE,
)
"""Words right before a number that leave open how often it counts: a few hundred."""
ROUGHLY_BEFORE = re.compile(
    r"\b(?:perhaps|maybe|might be|possibly|I (?:guess|think)|we (?:guess|think)),?\s*$",
    re.IGNORECASE,
)
"""Words right before a number that say that it is rough."""

_BESIDE = re.compile(
    r"\W*(?:(?:and|but|so|also|yet|so far|at all|please|then|still|well|here|for (?:it|this)|"
    r"each|(?:we|they|it|I)(?: just| really| still)?(?: want| need| must be| should be)?|"
    r"preferably|unfortunately|sadly|of course|in all)\b\W*)*",
    re.IGNORECASE,
)


def stands_alone(words: Around) -> bool:
    """Whether the words of a cue are all that its clause says: a line of a list, a short note."""
    return bool(_BESIDE.fullmatch(words.before)) and bool(_BESIDE.fullmatch(words.after))


_SOFT = _any_of(
    *("ideally", "hop(?:e|es|ed|ing)", "hopefully", "probably", "presumably", "supposedly"),
    *(
        "(?:I|we) (?:think|guess|believe|assume|suppose)(?! (?:about|of)\\b)",
        "as far as (?:I|we) know",
        "not sure",
    ),
    *("for (?:example|instance)", "e\\.g", "colleagues? (?:says?|said|thinks?|told)"),
)


def softened(words: Around) -> bool:
    """Whether the sentence tells a hope, a guess or an example, or quotes an older mail."""
    return bool(_SOFT.search(words.sentence)) or words.sentence.startswith(">")


_MONEY = frozenset({"build_budget_usd", "monthly_budget_usd"})
_STOCKS = frozenset(
    {"labelled_examples", "preference_pairs", "evaluation_examples", "knowledge_tokens"}
)
_TOTALS = frozenset({*_MONEY, *_STOCKS, "requests_per_month"})

_PAST = _any_of(
    *("until (?:last|recently|now|then|this)", "used to", "formerly", "previously"),
    "(?<!from )(?<!of )(?<!since )last (?:year|month|week|quarter|summer|winter|spring|autumn)",
    *("in the past", "(?:years?|months?|weeks?) ago", "back then", "at that time"),
    *("had to", "once had"),
    "(?:old|previous|former) (?:chat ?bot|bot|assistant|system|tool|software|solution)",
)
_PRESENT = _any_of(
    *("today", "nowadays", "at present", "presently", "currently", "at the moment", "so far"),
    *(
        "to date",
        "these days",
        "(?<!from )now(?! and then)(?! on\\b)",
        "as things stand",
        "for the time being",
        "already",
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
_BEFORE_THIS = (
    r"(?:former|previous|last|other|another|earlier|old) "
    r"(?:job|employer|compan\w+|firm|project|team|department|role|position|attempt)"
)
_ELSEWHERE_FIRST = re.compile(
    r"^\W*(?:\w+ ){0,5}?(?:in|at|for|with|by) (?:my|our|his|her|their|the|a|an)? ?"
    rf"{_BEFORE_THIS}\b",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"\b(?:vendors?|consultants?|sales(?:man|woman|people| reps?)|blogs?|friends?|analysts?|"
    r"newspapers?)\b[^.;:]{0,40}?"
    r"\b(?:says?|said|claim(?:s|ed)?|tells?|told|promis\w+|thinks?|thought|believes?|argues?)\b"
    r"|\b(?:I|we) (?:have )?(?:read|heard|saw|seen)\b[^.;:,]{0,40}\bthat\b"
    r"|\bas in (?:the|a|their) (?:demo|brochure|example)",
    re.IGNORECASE,
)
_OTHERS_HEADING = _any_of(
    *(_OTHERS, _BEFORE_THIS, "vendors?", "suppliers?", "consultants?", "competitors?", "unlike"),
    *(
        "blogs?",
        "friends?",
        "(?:old|previous|former|legacy) (?:\\w+ )?(?:system|tool|bot|solution)",
    ),
)
_OPEN_HEADING = _any_of(
    *("not (?:needed|wanted|required|in scope)", "out of scope", "no need", "excluded"),
    *("(?:do not|don['’]t|does not|doesn['’]t) (?:want|need)", "non[- ]?goals?", "rejected"),
    *("optional(?:ly)?", "nice[- ]to[- ]haves?", "could[- ]haves?", "wish(?:es)?", "wish ?list"),
    *("later", "phase (?:[2-9]|two|three|four|II|III)", "(?:second|next|third) phase", "next year"),
    *("open (?:points?|questions?|issues?|items?)", "still open", "TBD", "TBC", "roadmap"),
    *("to be (?:clarified|decided|discussed|confirmed|defined)", "undecided", "unclear"),
    *("backlog", "dropped"),
)
_UNREAL = re.compile(
    r"\bif (?:\w+ ){1,3}?(?:had|were|could|would|got|allowed|succeeds|goes well|works|"
    r"is approved)\b",
    re.IGNORECASE,
)
_IN_A_YEAR = re.compile(
    r"^\W*(?:back )?(?:in|until|till|during|before) (?:19|20)\d\d\b", re.IGNORECASE
)
_ADDRESSED = re.compile(
    r"^\W*(?:please )?(?:write|call|contact|phone|reply|answer|mail)\b.*\b(?:us|me)\b",
    re.IGNORECASE,
)
_TAKEN_BACK = re.compile(
    r"^\W*(?:no|nope|sorry|wrong|correction|scrap that|forget (?:it|that|this))(?=[,.!:;—])", re.I
)
_RIVALS = _any_of("competitors?", "rivals?", "(?:other|another) vendors?")
_THEY = re.compile(r"^\W*(?:they|their|theirs|there)\b", re.IGNORECASE)
_HEADING = re.compile(r"^(.*):(?=\s|$)", re.DOTALL)
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
_SIZED = r"(?:about |some |of )?[\d.,]+ (?:page|word|token|line|minute|MB|kB)"
_EACH_OF_THEM = re.compile(
    rf"^\W*(?:per (?!(?:{_PERIOD})s?\b)|(?:for|from|in|to|at|of) (?:each|every) "
    rf"(?!(?:{_PERIOD})s?\b)|each\b(?! {_SIZED})|apiece\b|a head\b)",
    re.IGNORECASE,
)
_ONE_OF_MANY = re.compile(
    r"\b(?:an?|one) (?:\w+ )?(?:clerk|employee|agent|person|colleague|doctor|nurse|lawyer|editor|"
    r"engineer|adviser|advisor|teacher|technician|driver|customer|user|branch|team) (?:\w+ )?$",
    re.IGNORECASE,
)
_RATE = re.compile(rf"^\W*(?:a|per|each|every) (?:{_PERIOD})\b", re.IGNORECASE)
_ON_AVERAGE = re.compile(r"^\W*(?:on average|long|on the whole each)\b", re.IGNORECASE)
_AT_TIMES = _any_of(
    "peaks?(?! season)",
    "(?:at|in|on|during|over|around) (?:the |our |a )?(?:noon|lunch\\w*|night|peaks?|peak \\w+|"
    "rush|busy \\w+|busiest \\w+|worst \\w+|high season|season|summer|winter|spring|autumn|"
    "Christmas|December|weekends?|mornings?|evenings?|sale)",
)
_SOUGHT = _any_of(
    "look(?:ed|ing|s)? for", "search\\w* for", "hir(?:e|es|ing)", "recruit\\w*", "seek\\w*"
)
_GONE = re.compile(
    r"^\W*(?:have |has |all |just |both )*(?:left|quit|resigned|retired|gone)\b", re.I
)
_COUNTED = re.compile(
    r"(?:\b\d+|\b(?:two|three|four|six|eight|ten|twelve|sixteen))\s*(?:[x×*]|times)?\s*$",
    re.IGNORECASE,
)
_SET_ASIDE = re.compile(
    r"^\W*(?:(?:are|were|is|have been|that are|we) )?(?:set aside|held back|kept back|kept apart)|"
    r"^\W*(?:as (?:a|the) test set|for (?:test\w*|evaluat\w*))",
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
    *("no more than", "not more than", "pot", "grant", "beyond", "must", "should", "for it"),
    *("with", "below", "less than", "max(?:imum)?", "run(?:ning)? costs?", "opex"),
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
    if why := _said_at_the_head(words):
        return why
    clause = f"{words.before} … {words.after}"
    if _PAST.search(clause) and scope in ("required", "there_is"):
        return "It tells how it was, not what is wanted or there now."
    if _PRESENT.search(clause) and (scope == "required" or fact == "monthly_budget_usd"):
        return "It tells how it is done today, not what is wanted."
    if _SOMEBODY_ELSE.search(words.before) or _ELSEWHERE.search(words.after):
        return "It speaks of others."
    if _OURS_NOT.match(f"{words.after}{words.nearby.following}"):
        return "It speaks of others."
    if scope == "tried" and _WENT_WELL.search(words.rest):
        return "What worked is not among what fell short."
    if fact == "knowledge_change" and _HOW_OFTEN.search(f"{words.before} {words.rest}"):
        return "Two things change differently: say how often what it answers from changes."
    if fact == "languages" and _ADDRESSED.match(words.before):
        return "It speaks to the reader."
    if fact in _TOTALS:
        each_of_several = _OF_EACH.search(words.before) or _EACH_OF_THEM.match(words.rest)
        if each_of_several or _ONE_OF_MANY.search(words.before):
            return "It counts for each of several: give the total."
        if _PART_BEFORE.search(words.before) or _PART_AFTER.search(words.rest):
            return "Not all of it counts: give the number that the system has to handle."
    if fact == "team_skill" and (_SOUGHT.search(words.before) or _GONE.match(words.rest)):
        return "They are not there."
    if fact in _STOCKS and _RATE.match(words.rest):
        return "It counts what comes in a period: give what there is in all."
    if fact == "knowledge_tokens" and _ON_AVERAGE.match(words.rest):
        return "It counts for each of several: give the total."
    if fact == "accelerator_memory_gb" and _COUNTED.search(words.before):
        return "There are several of them: give the memory of all."
    if fact == "labelled_examples" and _SET_ASIDE.match(words.rest):
        return "They are kept for evaluation, not for training."
    if fact == "requests_per_month" and (
        _AT_TIMES.search(words.before) or _AT_TIMES.search(words.after)
    ):
        return "It holds at some times only: give the number of a whole month."
    if fact in _MONEY and (
        _OTHER_MONEY.search(words.before)
        or _FOR_ELSE.match(words.after)
        or not _OURS_TO_SPEND.search(words.sentence)
    ):
        return "It does not say that this is the budget."
    return ""


def _said_at_the_head(words: Around) -> str:
    """Why a sentence, by its heading or its first words, does not say what is wanted or there."""
    so_far = f"{words.lead}{words.before}"
    inner = _HEADING.match(words.lead)
    for heading in (words.nearby.heading, inner[1] if inner else ""):
        if _OPEN_HEADING.search(heading):
            return "It stands under what is not wanted or not decided."
        if _OTHERS_HEADING.search(heading):
            return "It speaks of others."
    if _REPORTED.search(f"{so_far} … {words.rest}"):
        return "It tells what others say."
    if _ELSEWHERE_FIRST.match(so_far):
        return "It speaks of others."
    others = _SOMEBODY_ELSE.search(words.nearby.previous) or _RIVALS.search(words.nearby.previous)
    if _THEY.match(words.sentence) and others:
        return "It speaks of others."
    # "No" after a denial agrees with it.
    if _TAKEN_BACK.match(words.nearby.following) and not DENIED.search(words.sentence):
        return "The next sentence takes it back."
    if _UNREAL.search(words.lead):
        return "It says what would be, not what is."
    if _IN_A_YEAR.match(so_far):
        return "It tells of another year, not what is wanted or there now."
    return ""
