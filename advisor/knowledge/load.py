"""Load the knowledge: the rules and data files, merged, validated, with file:line errors.

Some hundreds of small YAML files are slow to parse and quick to read. So they are compiled into
one JSON text: by the build for an installed package, and on first use in a checkout, where a
digest of the files tells whether the compiled text is current.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from advisor.documents import Document, Place, read_bytes
from advisor.documents import knowledge_folder as knowledge_folder
from advisor.errors import BadInput, Problem, did_you_mean
from advisor.knowledge.base import Citation, Source
from advisor.knowledge.catalogue import Alternatives, Closing, Item, Proof, Stage
from advisor.knowledge.conclusions import CONCLUSION_MODELS
from advisor.knowledge.exam_guide import (
    ExamGuide,
    NamedService,
    Notion,
    Objective,
    Revision,
)
from advisor.knowledge.figures import (
    Accelerator,
    Assumption,
    Bill,
    Customization,
    Instance,
    ItemCost,
    ManagedModel,
    MeasuredModel,
    Offer,
    OpenModel,
    Price,
    PriceTier,
    Reference,
    RegionalPrice,
    TrainingRun,
)
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.learning import (
    Beginning,
    LookAlike,
    Misconception,
    MisconceptionExample,
    Tip,
    WorkedScenario,
)
from advisor.knowledge.model_card import ModelCard, ModelRegions, Region
from advisor.knowledge.path import Coverage, Need, Path, Policy, Signal
from advisor.knowledge.rule import Condition, Example, Given, Rule

_ONE_FILE_EACH = {
    "paths": "paths",
    "scenarios": "scenarios",
    "misconceptions": "misconceptions",
}
_ONE_FILE_ALL = ("signals", "needs", "policies", "stages", "alternatives", "tips", "beginnings")
_FIGURES: dict[str, type[BaseModel]] = {
    "assumptions": Assumption,
    "references": Reference,
    "accelerators": Accelerator,
    "instances": Instance,
    "prices": Price,
    "model_sizes": OpenModel,
    "managed_models": ManagedModel,
    "regions": Region,
    "training_runs": TrainingRun,
    "measured_models": MeasuredModel,
    "price_tiers": PriceTier,
    "regional_prices": RegionalPrice,
    "customizations": Customization,
    "item_costs": ItemCost,
    "bills": Bill,
}
_KIND_OF_FILE = {
    "techniques": "technique",
    "services": "service",
    "optimizations": "optimization",
    "evaluation": "evaluation",
    "controls": "control",
    "monitoring": "monitoring",
}


@lru_cache(maxsize=4)
def load_knowledge(folder: FilePath | None = None) -> Knowledge:
    """The knowledge of this folder (by default the project's own).

    Raises BadInput that names file and line of everything that is wrong in the files.
    """
    compiled = knowledge_folder() / "compiled.json"
    if folder is None and compiled.is_file():
        return Knowledge.model_validate_json(compiled.read_bytes())
    root = folder or knowledge_folder()
    files = _read_files(root)
    digest = _digest(files)
    cached = root / "build" / f"knowledge-{digest}.json"
    if cached.is_file():
        with contextlib.suppress(ValidationError, OSError):
            return Knowledge.model_validate_json(cached.read_bytes())
    text, knowledge = _compile(files, digest)
    # A folder that cannot be written costs time at the next start, nothing else.
    with contextlib.suppress(OSError):
        _write_whole(cached, text)
    return knowledge


def compile_knowledge(folder: FilePath) -> bytes:
    """The knowledge of a folder as one JSON text, validated; what the build puts in the wheel."""
    files = _read_files(folder)
    return _compile(files, _digest(files))[0]


def _read_files(root: FilePath) -> dict[str, bytes]:
    # Practice is made from the knowledge and is no part of it: no advice rests on it.
    practice = root / "data" / "practice"
    found = sorted(
        path
        for part in ("data", "rules")
        for path in (root / part).rglob("*.yaml")
        if practice not in path.parents
    )
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def _digest(files: dict[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, content in files.items():
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def _write_whole(path: FilePath, content: bytes) -> None:
    # Written aside and renamed, so that no reader ever sees half a file.
    path.parent.mkdir(exist_ok=True)
    for stale in path.parent.glob("knowledge-*.json"):
        stale.unlink(missing_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as aside:
        aside.write(content)
    FilePath(aside.name).replace(path)


def _compile(files: dict[str, bytes], digest: str) -> tuple[bytes, Knowledge]:
    merged: dict[str, Any] = {"version": digest}
    origins: dict[tuple[str, str], tuple[Document, tuple[str, ...]]] = {}
    problems: list[Problem] = []
    for section, identity, value, document, place in _entries(files, problems):
        entries = merged.setdefault(section, {})
        if identity in entries:
            problems.append(
                Problem(
                    f'The id "{identity}" is taken: {origins[section, identity][0].name} has it.',
                    document.place(place),
                    "Give one of the two another name.",
                )
            )
            continue
        entries[identity] = value
        origins[section, identity] = (document, place)
    for section in Knowledge.model_fields:
        if section != "chosen_models":
            merged.setdefault(section, {})
    if problems:
        raise BadInput(problems)
    text = json.dumps(merged, ensure_ascii=False, separators=(",", ":")).encode()
    try:
        return text, Knowledge.model_validate_json(text)
    except ValidationError as error:
        raise BadInput(_problems(error, origins)) from None


def _entries(
    files: dict[str, bytes], problems: list[Problem]
) -> Iterator[tuple[str, str, Any, Document, tuple[str, ...]]]:
    """Section, id, data, document and place in it, of each thing that the files hold."""
    for name, content in files.items():
        try:
            document = read_bytes(content, name)
        except BadInput as error:
            problems.extend(error.problems)
            continue
        if not isinstance(document.data, dict):
            problems.append(Problem("The file is not a mapping.", f"{name}:1", "Write names."))
            continue
        problems.extend(
            Problem(
                f'"{blank.name}" is not filled in.',
                document.place(blank.place),
                f"Write {blank.wanted}.",
            )
            for blank in blanks_of(document)
        )
        top, *folders, file = name.removesuffix(".yaml").split("/")
        section = folders[0] if folders else file
        if top == "rules":
            kind = folders[0] if folders else ""
            yield "rules", file, {"id": file, "kind": kind, **document.data}, document, ()
        elif folders and section in _ONE_FILE_EACH:
            yield section, file, {"id": file, **document.data}, document, ()
        elif folders and section in ("sources", "catalogue"):
            for identity, value in document.data.items():
                extra = {"kind": _KIND_OF_FILE.get(file, file)} if section == "catalogue" else {}
                data = {"id": identity, **extra, **(value if isinstance(value, dict) else {})}
                target = "items" if section == "catalogue" else "sources"
                yield target, identity, data, document, (identity,)
        elif folders == ["exam", "guides"]:
            yield "guides", file, {"id": file, **document.data}, document, ()
        elif folders == ["exam"] and file == "glossary":
            for identity, value in document.data.items():
                yield "glossary", identity, {"id": identity, **value}, document, (identity,)
        elif folders and section == "models":
            for identity, value in document.data.items():
                yield section, identity, {"id": identity, **value}, document, (identity,)
        elif not folders and section in (*_ONE_FILE_ALL, *_FIGURES):
            for identity, value in document.data.items():
                data = value if isinstance(value, dict) else {"meaning": value}
                yield section, identity, {"id": identity, **data}, document, (identity,)


def is_unfilled(text: str) -> bool:
    """Whether a text is a blank that `advisor new` left: what to write, in angle brackets."""
    return text.startswith("<") and text.endswith(">")


class Blank(NamedTuple):
    """A place in a document that is still to be filled in: its name, and what to write there."""

    place: Place
    name: str
    wanted: str


def blanks_of(document: Document) -> Iterator[Blank]:
    """What is still to be filled in, in the order of the document."""
    waiting: list[tuple[Place, Any]] = [((), document.data)]
    while waiting:
        where, value = waiting.pop()
        if isinstance(value, str) and is_unfilled(value):
            name = next((part for part in reversed(where) if isinstance(part, str)), "this")
            yield Blank(where, name, value[1:-1])
        elif isinstance(value, dict):
            waiting += [((*where, key), child) for key, child in reversed(value.items())]
        elif isinstance(value, list):
            waiting += [((*where, place), value[place]) for place in reversed(range(len(value)))]


def _problems(
    error: ValidationError, origins: dict[tuple[str, str], tuple[Document, tuple[str, ...]]]
) -> list[Problem]:
    problems = []
    for each in error.errors(include_url=False):
        section, identity, *rest = (*each["loc"], "", "")
        document, start = origins.get((str(section), str(identity)), (None, ()))
        inner = tuple(part for part in rest if part != "")
        place = document.place((*start, *inner)) if document else str(section)
        if each["type"] == "extra_forbidden":
            word = inner[-1]
            hint = did_you_mean(word, _known_keys(str(section), inner[:-1]))
            problems.append(Problem(f'"{word}" is not known here.', place, hint))
        else:
            message = each["msg"].removeprefix("Value error, ")
            subject = f"{inner[-1]}: " if inner else ""
            problems.append(Problem(f"{subject}{message}.", place))
    return problems


def _known_keys(section: str, where: tuple[str | int, ...]) -> list[str]:
    names = [part for part in where if isinstance(part, str)]
    tops: dict[str, type[BaseModel]] = {
        "rules": Rule,
        "sources": Source,
        "signals": Signal,
        "needs": Need,
        "paths": Path,
        "policies": Policy,
        "stages": Stage,
        "items": Item,
        "alternatives": Alternatives,
        "scenarios": WorkedScenario,
        "misconceptions": Misconception,
        "tips": Tip,
        "beginnings": Beginning,
        "models": ModelCard,
        "guides": ExamGuide,
        "glossary": Notion,
        **_FIGURES,
    }
    model = tops[section]
    inner: dict[str, type[BaseModel]] = {
        "when": Condition,
        "any": Condition,
        "unless": Condition,
        "sources": Citation,
        "examples": MisconceptionExample if section == "misconceptions" else Example,
        "look_alikes": LookAlike,
        "given": Given,
        "covers": Coverage,
        "closing": Closing,
        "proof": Proof,
        "hourly": Offer,
        "regions": ModelRegions,
        "revisions": Revision,
        "services": NamedService,
        "objectives": Objective,
    }
    for name in names:
        model = inner.get(name, model)
    if "then" in names:
        return [
            field.alias or key
            for conclusion in CONCLUSION_MODELS
            for key, field in conclusion.model_fields.items()
        ]
    return [field.alias or key for key, field in model.model_fields.items()]
