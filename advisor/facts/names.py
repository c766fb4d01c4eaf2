"""One recogniser of names: of facts, of columns, of choices, and of what a catalogue holds.

Two spellings are the same name where they differ in case, spaces, hyphens, plural, or British
and American spelling only. Other words for the same thing stand in data/words/. A near miss is
never taken for a name: it is proposed.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal, TypeAlias

from advisor.errors import did_you_mean
from advisor.facts.definitions import fact_definitions
from advisor.facts.words import words

Ground: TypeAlias = Literal["name", "synonym", "maybe"]
"""Why a text is taken for a name: its own spelling, another word for it, or a likely one."""

FLAGS: Mapping[str, tuple[str, ...]] = {
    "yes": ("yes", "y", "true", "t", "1", "on", "✓", "✔", "☑"),
    "no": ("no", "n", "false", "f", "0", "off", "✗", "✘"),
}
"""How people write that something holds, or does not."""

NEAR = 0.84
"""From this likeness on (0 to 1) a text is proposed as a slip of the keyboard (our judgement)."""

LIKELY = 0.72
"""From this likeness on (0 to 1) a name is worth a hint: Germany is 0.63 like geography, country
0.71 like control, weekley 0.92 like weekly (our judgement)."""

_DENIES = frozenset(
    {"no", "not", "non", "never", "none", "without", "forbidden", "forbid", "prohibited", "banned"}
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_APART = re.compile(r"[^\w]+|_+")
_SAID = {"&": " and ", "+": " plus ", "%": " percent ", "@": " at "}
_LEFT_OUT = frozenset({"a", "an", "the"})
_SPELT = {
    "artefact": "artifact",
    "behaviour": "behavior",
    "catalogue": "catalog",
    "centre": "center",
    "colour": "color",
    "defence": "defense",
    "dialogue": "dialog",
    "favour": "favor",
    "judgement": "judgment",
    "labour": "labor",
    "licence": "license",
    "programme": "program",
}
_IZE = re.compile(r"(?<=\w{3})is(e|ed|es|ing|ation|ations|er|ers)$")
_YZE = re.compile(r"(?<=\w{2})ys(e|ed|es|ing|er|ers)$")
_DOUBLED = re.compile(r"(?<=[aeiou])ll(?=ed$|ing$|er$|ers$)")


# Tables of any length pass here: what is remembered is bounded.
@lru_cache(maxsize=20_000)
def shape(text: str) -> str:
    """What two spellings of the same name have in common: words in lower case, each a space apart.

    >>> shape("Labelled-Examples") == shape("labeled example")
    True
    """
    plain = unicodedata.normalize("NFKC", text)
    for sign, word in _SAID.items():
        plain = plain.replace(sign, word)
    split = _APART.split(_CAMEL.sub(" ", plain).replace("'", ""))
    said = [word.lower() for word in split if word]
    # "N/A" is two letters, "the end of a case" is three words.
    if len(said) > 2:
        said = [word for word in said if word not in _LEFT_OUT]
    return " ".join(map(_root, said))


def _root(word: str) -> str:
    word = _singular(word)
    word = _SPELT.get(word, word)
    word = _IZE.sub(r"iz\1", word)
    word = _YZE.sub(r"yz\1", word)
    return _DOUBLED.sub("l", word)


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def opposite(text: str, name: str) -> bool:
    """Whether one of two names denies what the other says: "no personal data", "unlabelled".

    >>> opposite("Unlabelled examples", "labelled_examples")
    True
    """
    said, named = set(shape(text).split()), set(shape(name).split())
    return bool(said & _DENIES) != bool(named & _DENIES) or any(
        f"{before}{word}" in ours
        for ours, theirs in ((said, named), (named, said))
        for word in theirs
        for before in ("un", "non", "dis", "in")
    )


def _other_number(text: str, name: str) -> bool:
    """Whether a text has a number that is not the name's, or another word before the same one."""
    said, named = re.findall(r"\d+", text), re.findall(r"\d+", name)
    if said and named and said == named:
        ours, theirs = shape(text).split()[0], shape(name).split()[0]
        return difflib.SequenceMatcher(None, ours, theirs).ratio() < NEAR
    return bool(said) and not set(said) <= set(named)


@dataclass(frozen=True, slots=True)
class Found:
    """What a text names, and on which ground; unit: what the name says of its numbers' unit."""

    name: str
    ground: Ground
    unit: str = ""


def _together(text: str) -> str:
    """The shape without its spaces: "SageMaker" is written "sagemaker", "real time" "realtime"."""
    return shape(text).replace(" ", "")


class Names:
    """Names of one kind and their spellings: finds what a text names, or what it is near to."""

    def __init__(self, spelt: Iterable[tuple[str, Found]]) -> None:
        """spelt: each spelling with what it names; where two are alike the first one holds."""
        self._by_shape: dict[str, Found] = {}
        for text, found in spelt:
            self._by_shape.setdefault(_together(text), found)

    def find(self, text: str) -> Found | None:
        """What the text names; None where it is not a spelling of any. A "maybe" is a proposal."""
        return self._by_shape.get(_together(text)) if text.strip() else None

    def read(self, text: str) -> Found | None:
        """What the text names without doubt; None else."""
        found = self.find(text)
        return found if found is not None and found.ground != "maybe" else None

    def near(self, text: str) -> str | None:
        """What the text may be meant to name, to be asked about; None where nothing is near."""
        found = self.find(text)
        if found is not None:
            return found.name
        name = self._alike(text)
        return None if name is None or opposite(text, name) else name

    def _alike(self, text: str) -> str | None:
        wanted = _together(text)
        if len(wanted) < 4:
            return None
        best, name = 0.0, None
        for key, each in self._by_shape.items():
            if each.ground == "maybe":
                continue
            # The likeness of texts that differ only in length: none of these lengths exceeds it.
            most = 2 * min(len(wanted), len(key)) / (len(wanted) + len(key))
            if most <= max(best, NEAR):
                continue
            likeness = difflib.SequenceMatcher(None, wanted, key)
            if likeness.quick_ratio() > best:
                rating = likeness.ratio()
                if rating > best:
                    best, name = rating, each.name
        return name if best >= NEAR else None

    def suggestion(self, text: str, known: Iterable[str]) -> str:
        """'Did you mean "x"?' for what the text is near to; known: the names to choose from.

        Empty rather than wrong: what denies a name is not meant by it, nor another number.
        """
        name = self.near(text)
        if name is not None:
            return f'Did you mean "{name}"?'
        likely = [each for each in known if not (opposite(text, each) or _other_number(text, each))]
        return did_you_mean(text, likely, LIKELY)


@cache
def fact_names() -> Names:
    """The recogniser of facts, by name, title and other words."""
    spelt: list[tuple[str, Found]] = []
    definitions = fact_definitions()
    for ground in ("name", "synonym", "maybe"):
        for name, each in definitions.items():
            said = words()[name]
            if ground == "name":
                texts = (name, each.title, each.question)
                spelt += [(text, Found(name, "name")) for text in texts]
            elif ground == "synonym":
                spelt += [(text, Found(name, "synonym")) for text in said.names]
                spelt += [
                    (text, Found(name, "synonym", unit))
                    for unit, texts in said.names_in.items()
                    for text in texts
                ]
            else:
                spelt += [(text, Found(name, "maybe")) for text in said.maybe_names]
    return Names(spelt)


@cache
def choice_names(fact: str) -> Names:
    """The recogniser of the choices of one fact, by their ids and other words."""
    said = words()[fact]
    choices = fact_definitions()[fact].choices or tuple(said.choices)
    spelt = [(choice, Found(choice, "name")) for choice in choices]
    if fact_definitions()[fact].kind == "flag":
        spelt += [(text, Found(each, "name")) for each, texts in FLAGS.items() for text in texts]
    for choice in choices:
        spelt += [(text, Found(choice, "synonym")) for text in said.choices.get(choice, ())]
    for choice, texts in said.maybe.items():
        spelt += [(text, Found(choice, "maybe")) for text in texts]
    return Names(spelt)


def names_of(spelt: Mapping[str, Iterable[str]]) -> Names:
    """A recogniser of other things, such as items of a catalogue: by id, each with its names."""
    return Names(
        [(name, Found(name, "name")) for name in spelt]
        + [(text, Found(name, "name")) for name, texts in spelt.items() for text in texts]
    )
