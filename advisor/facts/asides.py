"""What stands beside a value, in brackets or behind it: whether the value holds without it.

"2,000 (so far)" is 2,000. "GDPR (no)", "5 (x1000)" and "500 (per class)" say another thing with
their brackets than without them, and are asked about.
"""

from __future__ import annotations

import re

_DENIES = re.compile(
    r"\b(?:no|not|non|none|never|nothing|neither|nor|nil|without|cannot|false|wrong|excluded|"
    r"unlikely|unless|except|excluding|excl|but|instead|rather|out of scope|n\.?a\.?)\b"
    r"|n/a|\w+n['’]t\b|[✗✘]",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:unknown|undecided|unsure|unclear|undefined|unspecified|pending|open|maybe|perhaps|"
    r"possibly|tb[acd]|to be \w+|not (?:yet )?(?:known|decided|sure|clear|defined|confirmed|set))\b"
    r"|\?",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(
    r"\b(?:only|until|till|if|when|later|planned|future|former|formerly|previously|was|"
    r"incl|including|includes|plus|and also|per|each|every|apiece)\b|\d|/",
    re.IGNORECASE,
)
_YEAR = re.compile(
    r"(?:(?:as of|in|since|by|end of|for|fy|q[1-4]|h[12])\s+)?(?:19|20)\d\d", re.IGNORECASE
)
_AGREES = re.compile(r"\b(?:yes|true|actually|needed|required|allowed|always)\b", re.IGNORECASE)


def denies(aside: str) -> bool:
    """Whether it takes back what stands before it, or a part of it: "(no)", "(not for minors)"."""
    return _DENIES.search(aside) is not None


def leaves_open(aside: str) -> bool:
    """Whether it says that nothing is decided: "(TBD)", "not yet decided"."""
    return _OPEN.search(aside) is not None


def may_change(aside: str) -> bool:
    """Whether what stands before it may be another value with it than without it.

    Denials, numbers, conditions and rates do; "(so far)", "(2026)" and "(our own)" do not.
    """
    if _YEAR.fullmatch(aside.strip()):
        return False
    return denies(aside) or leaves_open(aside) or _OTHERWISE.search(aside) is not None


def against(yes: bool, aside: str) -> bool:
    """Whether what stands behind a yes or no says otherwise, or nothing for sure.

    "no, never" says no twice; "yes (not needed)", "no, not yet decided" and "no, but for
    managers" do not say what they begin with.
    """
    if leaves_open(aside) or re.search(r"\b(?:but|except|unless)\b", aside, re.IGNORECASE):
        return True
    return denies(aside) if yes else not denies(aside) and _AGREES.search(aside) is not None
