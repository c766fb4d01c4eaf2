"""Patterns of cues: a few words in a row, as a person would write them down.

    change* (every|each) (week|Monday)     words; * stands for any ending, ( | ) for a choice
    [the] manual*                          [ ] may be missing
    answer* .. section                     .. up to four other words; ... up to twelve
    {# tokens}                             # a number in digits or words; { } what is read of it
    {#%} of the answers                    a percentage: 85%, 85 percent
    in @language and @language             the name of a language
    @manuals @changes every day            what is written to be looked up; any way that it changes
    @documents .. only for @groups         any kind of document; any team or role
    (hold|contain) @personal               any kind of personal data

Upper and lower case are alike, and so are space and hyphen between two words. "n't" is also found
without its apostrophe.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from advisor.errors import BadInput, Problem
from advisor.facts.number_words import NUMBER, UNIT_BEHIND

_BETWEEN = r"[\s\"“”'’‘()/-]+"
_AFTER_A_NUMBER = rf"(?:{_BETWEEN}|(?<=\d)(?={UNIT_BEHIND}))"
_GAPS = {"..": 4, "...": 12}
_LANGUAGE = (
    r"(?:English|German|French|Spanish|Italian|Portuguese|Dutch|Polish|Romanian|Turkish|Russian|"
    r"Ukrainian|Czech|Slovak|Hungarian|Greek|Swedish|Danish|Norwegian|Finnish|Bulgarian|Croatian|"
    r"Serbian|Arabic|Hebrew|Hindi|Urdu|Bengali|Tamil|Chinese|Mandarin|Japanese|Korean|Vietnamese|"
    r"Thai|Indonesian|Malay),?"
)
"""Languages of many speakers: models are good at each, so two of them are "several"."""
_MANUALS = (
    r"(?:(?:hand|rule|play|log)books?|manuals?|guides?|guidelines?|guidance|polic(?:y|ies)|"
    r"procedures?|(?:work |operating )?instructions?|regulations?|rules|circulars?|bulletins?|"
    r"notices|brochures?|leaflets?|catalogu?e?s?|price[ -]lists?|tariffs?|menus?|recipes|"
    r"statutes?|standards|documents?|docs|documentation|binders?|PDFs?|wikis?|intranet|"
    r"SharePoint|Confluence|knowledge[ -]base|FAQs?|articles|(?:collective )?agreements|laws?|"
    r"specifications?|specs|data ?sheets?|formular(?:y|ies)|protocols|checklists?|"
    r"terms and conditions|rulings)"
)
"""What is written to be looked up."""
_DOCUMENTS = (
    rf"(?:{_MANUALS}|papers|files|folders?|books|contracts?|reports|notes|minutes|tickets|records)"
)
"""What is written for any purpose."""
_CHANGES = (
    r"(?:(?:(?:is|are|gets?|being|be)\s+)?(?:always\s+|being\s+)?"
    r"(?:updated|changed|revised|renewed|edited|rewritten|reissued|replaced|refreshed|amended|"
    r"different|re-?published|published|issued|new|out of date)|"
    r"(?:change|update)s?|(?:come|go)(?:es)? out|appears?|arrives?|"
    r"(?:gets?|has|have) (?:new (?:versions?|editions?)|updates?))(?: (?:a lot|often|much),?)?"
)
_GROUPS = (
    r"(?:managers?|management|executives?|directors?|HR|lawyers?|doctors?|nurses?|partners?|"
    r"seniors?|supervisors?|engineers?|clerks?|auditors?|accountants?|administrators?|admins?|"
    r"teachers?|leaders?|heads?|trainees?|temps|interns?|contractors?|employees?|customers?|"
    r"(?:[\w&]+ ){0,2}(?:teams?|departments?|staff|office|groups?|people|members|board))"
)
_PEOPLE = (
    r"(?:customers?|clients?|users?|employees?|staff|patients?|guests?|tenants?|members?|citizens?|"
    r"residents?|students?|pupils?|people|persons?|passengers?|drivers?|applicants?|donors?)"
)
_PERSONAL = (
    rf"(?:personal (?:data|information|details|things)|personally identifiable information|PII|"
    rf"{_PEOPLE}['’]?s?['’]? (?:names?|address(?:es)?|phone numbers?|details)|"
    rf"(?:names?|addresses|phone numbers|details) of (?:our |the )?{_PEOPLE}|"
    r"names?(?:,| and| or| with)(?: home| postal| e-?mail)? (?:addresses|phone numbers|birthdays|"
    r"dates of birth)|phone numbers|birthdays|dates of birth|birth dates|home addresses|"
    r"passport numbers|social security numbers|national insurance numbers|bank details)"
)
_NAMED = {
    "@language": _LANGUAGE,
    "@manuals": _MANUALS,
    "@documents": _DOCUMENTS,
    "@groups": _GROUPS,
    "@people": _PEOPLE,
    "@changes": _CHANGES,
    "@personal": _PERSONAL,
}
_TOKEN = re.compile(r"\.\.\.?|#%|[()\[\]{}|#]|[^\s()\[\]{}|#]+")


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern as a regular expression; what stands in { } are its groups v1, v2 ...

    Raises BadInput where the brackets do not close.
    """
    parts = _Parts(pattern)
    inner = parts.sequence("")
    return re.compile(rf"(?<![\w$€£]){inner}(?!\w)", re.IGNORECASE)


class _Parts:
    """Takes a pattern apart from left to right."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.left = _TOKEN.findall(pattern)
        self.groups = 0

    def sequence(self, closing: str) -> str:
        """The expression up to this closing bracket, which is taken too."""
        branches = [self._row(closing)]
        while self.left and self.left[0] == "|":
            self.left.pop(0)
            branches.append(self._row(closing))
        if closing:
            if not self.left or self.left.pop(0) != closing:
                raise self._wrong(f'"{closing}" is missing')
        elif self.left:
            raise self._wrong(f'"{self.left[0]}" closes nothing')
        return f"(?:{'|'.join(branches)})"

    def _row(self, closing: str) -> str:
        made, begun, between = "", False, _BETWEEN
        for item, optional in self._items():
            if item in _GAPS:
                # A few words stay in one part of the sentence; many may go beyond a comma.
                last = r"[^\s;:!?,]" if item == ".." else r"[^\s;:!?]"
                first = "" if item == ".." else ",?"
                made += rf"(?:{first}{_BETWEEN}[^\s;:!?]*{last}){{0,{_GAPS[item]}}}?"
            elif optional:
                made += rf"(?:{between}{item})?" if begun else rf"(?:{item}{_BETWEEN})?"
            else:
                made += f"{between}{item}" if begun else item
                begun = True
            # Some units stand right behind their number: 3s.
            between = _AFTER_A_NUMBER if item == NUMBER else _BETWEEN
        if not begun:
            raise self._wrong("a part of it holds no word")
        return made

    def _items(self) -> Iterator[tuple[str, bool]]:
        while self.left and self.left[0] not in ("|", ")", "]", "}"):
            token = self.left.pop(0)
            if token == "(":
                yield self.sequence(")"), False
            elif token == "[":
                yield self.sequence("]"), True
            elif token == "{":
                self.groups += 1
                name = f"v{self.groups}"
                yield f"(?P<{name}>{self.sequence('}')})", False
            elif token == "#%":
                yield rf"{NUMBER}\s?(?:%|per\s?cent\b)", False
            elif token == "#":
                yield NUMBER, False
            elif token in _NAMED:
                yield _NAMED[token], False
            elif token in _GAPS:
                yield token, False
            else:
                word = re.escape(token).replace(r"\*", r"\w*").replace("'", "['’]")
                # Many leave out the apostrophe of "don't"; "its" and "it's" are two words.
                yield word.replace("n['’]t", "n['’]?t"), False

    def _wrong(self, why: str) -> BadInput:
        return BadInput(
            Problem(f'The pattern "{self.pattern}" cannot be read: {why}.', remedy="Mend it.")
        )
