"""Begin a rule, a fact, an item, a path, a source or a misconception: a file with blanks.

A blank says what to write, in angle brackets; `advisor check` names each until it is filled in.
"""

from __future__ import annotations

import ast
import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from advisor.documents import read_file
from advisor.errors import BadInput, Problem, did_you_mean
from advisor.estimates.derived import DERIVED_FACTS
from advisor.facts.definitions import fact_definitions, sections
from advisor.knowledge.load import blanks_of
from advisor.knowledge.rule import INFERRING_KINDS, RULE_KINDS

Kind: TypeAlias = Literal["rule", "fact", "item", "path", "source", "misconception"]

KINDS: tuple[Kind, ...] = get_args(Kind)

_SCENARIO = "advisor/facts/scenario.py"

_CITATION = """\
- source: <the id of a source; `advisor sources` lists them>
  where: <the heading, table or practice that says it>
  confidence: <read, excerpt, title_only, second_hand or inference>
  # says: what it states, in our words; needed for a number, and where sources disagree
"""

_THEN: Mapping[str, str] = {
    "signals": "- signal: <the id of a signal in data/signals.yaml>\n",
    "needs": "- need: <the id of a need in data/needs.yaml>\n  level: <must or should>\n",
    "coverage": (
        "- cover: <the id of a need in data/needs.yaml>\n"
        "  by: <the id of a path in data/paths/>\n"
        "  as: <full, partial, none or harms>\n"
    ),
    "limits": "- rule_out:\n    - <the id of a path in data/paths/>\n",
    "diagnosis": (
        "- go_back_to: <the id of a stage in data/stages.yaml>\n"
        "  change: <the id of the item to change first>\n"
        "  measure: <the id of the item that shows whether it helped>\n"
    ),
    "warnings": "- warn: <what to look out for, as a title>\n",
}
_RECOMMENDING = """\
- recommend: <the id of an item; `advisor catalogue` lists them>
  rank: <essential, recommended or consider>
"""

_RULE = """\
title: <what the rule says, as a statement>
when:
  - fact: <the name of a fact; `advisor facts` lists them>
    # Or is_not, is_one_of, at_least, at_most, above, below, includes, excludes, empty, stated.
    is: <the answer that makes the rule fire>
then:
{then}because: <why, in a sentence that reads well aloud; a fact in braces stands for its answer>
sources:
{citation}# judgement: where no source says a number in a condition, why it is this one
examples:
  # State the facts of each situation in place of {{}}.
  - name: <a situation in which the rule fires>
    facts: {{}}
    expect: fires
  - name: <a situation in which it just does not>
    facts: {{}}
    expect: does not fire
  - name: <a situation in which nobody said>
    facts: {{}}
    expect: cannot tell
"""

_ITEM = """\
{identity}:
  name: <the name, as its provider writes it>
  purpose: <what it does for whom, in one sentence>
  stages:
    - <the id of the stage in which it is used; see data/stages.yaml>
{dimensions}  related:
    - <the id of an item that goes with it; one to four>
  sources:
{citation}"""

_DIMENSIONS = """\
  dimensions:
    - <the dimension of responsible AI that it serves, such as fairness or safety>
"""

_PATH = """\
name: <the name, with the usual abbreviation in brackets>
short_name: <the name where there is little room>
meaning: <what is done, in one sentence>
position: <its place on the ladder from cheap to costly to build; move the others in data/paths/>
latency: <its place in the order of answer time, 0 is the quickest>
changes_weights: <true if a model is trained, else false>
lifecycle:
{lifecycle}sources:
{citation}covers:
  - need: <the id of a need that it meets; one entry for each; see data/needs.yaml>
    degree: <full, partial, none or harms>
    because: <why, in one sentence>
    sources:
{inner_citation}"""

_SOURCE = """\
{identity}:
  title: <the title of the page or paper>
  publisher: <who published it>
  address: <https://...>
  read_on: {today}
  # published: the day that the text gives itself, such as 2026-07-23
"""

_MISCONCEPTION = """\
title: <the mistaken belief, as a statement>
belief: <what somebody who believes it would say>
choice:
  - <the id of a path or an item that is chosen because of it>
when:
  - fact: <the name of a fact that makes the choice wrong; `advisor facts` lists them>
    # Or is_not, is_one_of, at_least, at_most, above, below, includes, excludes, empty, stated.
    is: <its answer>
correction: <what is wrong with it, and what is right>
instead:
  - <the id of a path or an item that does what was wanted>
sources:
{citation}examples:
  # State the facts of each situation in place of {{}}.
  - name: <a situation in which the choice is wrong>
    choice:
      - <the choice>
    facts: {{}}
    expect: fires
  - name: <a situation in which the same choice is not wrong for this reason>
    choice:
      - <the choice>
    facts: {{}}
    expect: does not fire
"""

_FACT = """\
    {identity}: Flag = _fact(  # or Count, Amount with unit=..., or a choice, as above
        "{part}",
        "<title, in two or three words>",
        "<the question, as users are asked it>",
    )
"""

_NEXT: Mapping[Kind, str] = {
    "rule": "Then: `make golden docs`, which shows in the diff the answers that it changes.",
    "fact": "A rule that reads it comes next: `advisor new rule ID`. Then `make golden docs`.",
    "item": "A rule that recommends it comes next: `advisor new rule ID --in techniques`.",
    "path": "A worked scenario in data/scenarios/ that leads to it comes next.",
    "source": "It is cited by its id, under `sources` of a rule, an item or a path.",
    "misconception": "`make docs` then adds it to the pages.",
}


@dataclass(frozen=True)
class Begun:
    """What was begun.

    file: relative to the project; added: whether the file was there before; blanks: line of the
    file, name and what to write; then: what comes after it is filled in.
    """

    file: str
    added: bool
    blanks: tuple[tuple[int, str, str], ...]
    then: str


def parts_of(kind: Kind, root: Path) -> tuple[str, ...]:
    """Where one of this kind can go, the usual place first; empty where there is one place."""
    if kind == "rule":
        return ("needs", *(each for each in RULE_KINDS if each != "needs"))
    if kind == "fact":
        return sections()
    folder = {"item": "catalogue", "source": "sources"}.get(kind)
    if folder is None:
        return ()
    usual = {"item": "techniques", "source": "aws-guides"}[kind]
    names = sorted(path.stem for path in (root / "data" / folder).glob("*.yaml"))
    return (usual, *(name for name in names if name != usual))


def begin(kind: Kind, identity: str, root: Path, part: str | None = None) -> Begun:
    """Write the blanks of a new rule, fact, item, path, source or misconception.

    root: the project's folder. part: the kind of a rule, the section of a fact, the file of an
    item or a source; by default the first of `parts_of`. No file is overwritten. Raises BadInput
    on an id that is taken or is none, and on a part that does not exist.
    """
    parts = parts_of(kind, root)
    part = part or next(iter(parts), "")
    if part and part not in parts:
        wrong = f'There is no place "{part}" for {_a(kind)}.'
        remedy = f"{did_you_mean(part, parts)} One of: {', '.join(parts)}.".strip()
        raise BadInput(Problem(wrong, "--in", remedy))
    _refuse_a_wrong_id(kind, identity)
    _refuse_a_taken_id(kind, identity, root)
    if kind == "fact":
        return _fact(identity, root, part)
    text = _text(kind, identity, root, part)
    name = {
        "rule": f"rules/{part}/{identity}.yaml",
        "item": f"data/catalogue/{part}.yaml",
        "path": f"data/paths/{identity}.yaml",
        "source": f"data/sources/{part}.yaml",
        "misconception": f"data/misconceptions/{identity}.yaml",
    }[kind]
    file = root / name
    added = kind in ("item", "source")
    if added:
        before = file.read_text(encoding="utf-8")
        apart = "\n" if kind == "item" else ""
        file.write_text(f"{before.rstrip()}\n{apart}{text}", encoding="utf-8")
    else:
        with file.open("x", encoding="utf-8") as new:
            new.write(text)
    document = read_file(file)
    blanks = tuple(
        (document.lines[blank.place], blank.name, blank.wanted) for blank in blanks_of(document)
    )
    return Begun(name, added, blanks, _NEXT[kind])


def _a(kind: Kind) -> str:
    return f"{'an' if kind == 'item' else 'a'} {kind}"


def _refuse_a_wrong_id(kind: Kind, identity: str) -> None:
    joint = "_" if kind == "fact" else "-"
    if re.fullmatch(f"[a-z][a-z0-9]*({joint}[a-z0-9]+)*", identity):
        return
    better = re.sub(r"[^a-z0-9]+", joint, identity.lower()).strip(joint)
    words = "underscores" if kind == "fact" else "hyphens"
    remedy = f"Lower case letters and digits, with {words} between words"
    raise BadInput(
        Problem(
            f'"{identity}" cannot be the id of {_a(kind)}.',
            "ID",
            f'{remedy}: "{better}".' if better[:1].isalpha() else f"{remedy}.",
        )
    )


def _refuse_a_taken_id(kind: Kind, identity: str, root: Path) -> None:
    holder = _holder(kind, identity, root)
    if holder is not None:
        raise BadInput(
            Problem(
                f'There is {_a(kind)} "{identity}" already.',
                holder,
                "Change that one, or choose another id.",
            )
        )


def _holder(kind: Kind, identity: str, root: Path) -> str | None:
    """The file that has this id already."""
    if kind == "fact":
        known = identity in fact_definitions() or identity in DERIVED_FACTS
        return _SCENARIO if known else None
    found: list[Path] = []
    if kind == "rule":
        found = [*(root / "rules").glob(f"*/{identity}.yaml")]
    elif kind == "misconception":
        found = [*(root / "data" / "misconceptions").glob(f"{identity}.yaml")]
    if kind in ("path", "item"):
        # Learners choose paths and items by the same ids.
        found = [*(root / "data" / "paths").glob(f"{identity}.yaml")]
    if kind in ("path", "item", "source"):
        folder = "sources" if kind == "source" else "catalogue"
        entries = sorted((root / "data" / folder).glob("*.yaml"))
        found += [path for path in entries if identity in read_file(path).data]
    return found[0].relative_to(root).as_posix() if found else None


def _text(kind: Kind, identity: str, root: Path, part: str) -> str:
    citation = _indented(_CITATION, 2)
    if kind == "rule":
        then = _THEN.get(part, _RECOMMENDING)
        text = _RULE.format(then=_indented(then, 2), citation=citation)
        # Before there is a plan, a rule says what its facts say; afterwards it may read the plan.
        return text if part in INFERRING_KINDS else text.replace("when:\n", _WHEN_PLANNED, 1)
    if kind == "item":
        dimensions = _DIMENSIONS if part == "controls" else ""
        return _ITEM.format(
            identity=identity, dimensions=dimensions, citation=_indented(_CITATION, 4)
        )
    if kind == "path":
        stages = read_file(root / "data" / "stages.yaml").data
        lifecycle = "".join(
            f"  {stage}: <what happens at this stage, in a sentence>\n" for stage in stages
        )
        return _PATH.format(
            lifecycle=lifecycle, citation=citation, inner_citation=_indented(_CITATION, 6)
        )
    if kind == "source":
        return _SOURCE.format(identity=identity, today=datetime.date.today())
    return _MISCONCEPTION.format(citation=citation)


_WHEN_PLANNED = """\
when:
  # The plan may be read too: `- path: agents`, and so may a need, a signal or an item.
"""


def _indented(text: str, by: int) -> str:
    return "".join(f"{' ' * by}{line}" for line in text.splitlines(keepends=True))


def _fact(identity: str, root: Path, section: str) -> Begun:
    """A field of the scenario model, after the last one of its section."""
    file = root / _SCENARIO
    source = file.read_text(encoding="utf-8")
    last = max(
        node.end_lineno or 0
        for model in ast.parse(source).body
        if isinstance(model, ast.ClassDef) and model.name == "Scenario"
        for node in model.body
        if isinstance(node, ast.AnnAssign) and _section_of(node) == section
    )
    lines = source.splitlines(keepends=True)
    new = _FACT.format(identity=identity, part=section).splitlines(keepends=True)
    file.write_text("".join([*lines[:last], *new, *lines[last:]]), encoding="utf-8")
    blanks = (
        (last + 1, "the type", "Flag, Count, Amount or a choice; with ordered=True from least up"),
        (last + 3, "the title", "two or three words"),
        (last + 4, "the question", "as users are asked it"),
    )
    return Begun(_SCENARIO, True, blanks, _NEXT["fact"])


def _section_of(field: ast.AnnAssign) -> str | None:
    call = field.value
    if isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Constant):
        return str(call.args[0].value)
    return None
