"""The rule book: everything that the advisor knows, to search and to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import islice

import streamlit as st

from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import RULE_KINDS, Rule
from advisor.reasoning.wording import condition_in_words
from ui.answers import knowledge, rules_on_worked_scenarios
from ui.drawings.coverage import path_table
from ui.drawings.cycle import Station, cycle
from ui.drawings.markup import joined, text
from ui.drawings.rule import item_entry, path_entry, rule_entry, source_entry
from ui.drawings.words import in_words
from ui.look import section, show

AT_ONCE = 40
_KIND_OF_ITEM = ("technique", "service", "optimization", "evaluation", "control", "monitoring")


def matches(words: str, *texts: str) -> bool:
    """Whether every word occurs in the texts; an empty search matches everything."""
    said = " ".join(texts).lower()
    return all(word in said for word in words.lower().split())


def rules() -> None:
    """Search the rules by any word, narrow them by kind."""
    known = knowledge()
    words = _search("rules", "labelled examples, privacy, chunking ...")
    kinds = [kind for kind in RULE_KINDS if any(r.kind == kind for r in known.rules.values())]
    kind = st.pills("Kind", kinds, key="book:kind", format_func=in_words)
    scenario = st.selectbox(
        "That fire on",
        tuple(known.scenarios),
        index=None,
        key="book:scenario",
        format_func=lambda identifier: known.scenarios[identifier].title,
        placeholder="Any worked scenario",
    )
    with st.spinner("Trying the rules on the worked scenarios"):
        fires_on = rules_on_worked_scenarios()
    found = [
        rule
        for rule in known.rules.values()
        if (kind is None or rule.kind == kind)
        and (scenario is None or scenario in fires_on.get(rule.id, ()))
        and matches(words, *_texts(rule))
    ]
    _listing(
        (rule_entry(rule, known, fires_on.get(rule.id, ())) for rule in found), len(found), "rule"
    )


def _texts(rule: Rule) -> Iterable[str]:
    yield from (rule.id, rule.title, rule.kind, rule.because, rule.exam_tip or "")
    for condition in rule.conditions:
        yield condition_in_words(condition)
        yield condition.about


def paths_and_needs() -> None:
    """The paths with what they cover, as a table and one by one; what each need means."""
    known = knowledge()
    ladder = known.ladder
    degrees: dict[str, Mapping[str, str]] = {
        need.name: {
            path.id: each.degree for path in ladder for each in path.covers if each.need == need.id
        }
        for need in known.needs.values()
    }
    show(path_table({path.id: path.short_name for path in ladder}, degrees))
    section("Paths, cheapest to build first")
    show(joined(path_entry(path, known) for path in ladder))
    section("Needs")
    show(
        joined(
            f"<p><strong>{text(need.name)}.</strong> {text(need.meaning)}</p>"
            for need in known.needs.values()
        )
    )


def catalogue() -> None:
    """The items, with availability."""
    known = knowledge()
    words = _search("catalogue", "vector, guardrails, drift ...")
    kind = st.pills("Kind of item", _KIND_OF_ITEM, key="book:item-kind", format_func=in_words)
    closed = st.toggle("Only those that close or have closed", key="book:closed")
    naming = _naming(known)
    found = [
        item
        for item in known.items.values()
        if (kind is None or item.kind == kind)
        and (not closed or item.closing is not None)
        and matches(words, item.id, item.name, item.purpose, item.note or "")
    ]
    _listing(
        (item_entry(each, known, naming.get(each.id, ())) for each in found), len(found), "item"
    )


def _naming(known: Knowledge) -> dict[str, list[str]]:
    naming: dict[str, list[str]] = {}
    for rule in known.rules.values():
        for each in rule.concludes.items:
            naming.setdefault(each.recommend, []).append(rule.id)
    return naming


def lifecycle() -> None:
    """Each stage with everything that can happen in it."""
    known = knowledge()
    stages = sorted(known.stages.values(), key=lambda stage: stage.position)
    by_stage = {
        stage.id: [item for item in known.items.values() if stage.id in item.stages]
        for stage in stages
    }
    show(cycle([Station(each.id, each.name, len(by_stage[each.id]), 0) for each in stages]))
    naming = _naming(known)
    chosen = st.pills(
        "Stage",
        [stage.id for stage in stages],
        key="book:stage",
        required=True,
        default=stages[0].id,
        format_func=lambda identifier: known.stages[identifier].name,
    )
    stage = known.stages[chosen or stages[0].id]
    show(f"<p>{text(stage.meaning)}</p>")
    show(joined(item_entry(each, known, naming.get(each.id, ())) for each in by_stage[stage.id]))


def sources() -> None:
    """The bibliography."""
    known = knowledge()
    words = _search("sources", "lens, paper, Bedrock ...")
    counted = Counter(
        source for rule in known.rules.values() for source in {c.source for c in rule.sources}
    )
    found = [
        source
        for source in known.sources.values()
        if matches(words, source.id, source.title, source.publisher)
    ]
    _listing((source_entry(each, counted[each.id]) for each in found), len(found), "source")


def _search(what: str, example: str) -> str:
    typed = st.text_input(
        f"Search the {what}",
        key=f"book:search:{what}",
        placeholder=example,
        icon=":material/search:",
        type="search",
    )
    return typed or ""


def _listing(entries: Iterable[str], count: int, noun: str) -> None:
    if not count:
        st.html(f"<p>No {noun} matches. Try fewer words, or take a filter away.</p>")
        return
    st.html(
        f'<p class="adv-quiet" aria-live="polite">{count} {noun}{"" if count == 1 else "s"}</p>'
    )
    key = f"book:shown:{noun}"
    shown = st.session_state.setdefault(key, AT_ONCE)
    # Hundreds of entries at once would make the page slow to draw and to search.
    show(joined(islice(entries, shown)))
    if count > shown:
        st.button(
            f"Show {min(AT_ONCE, count - shown)} more of {count - shown}",
            key=f"book:more:{noun}",
            on_click=_show_more,
            args=(key,),
        )


def _show_more(key: str) -> None:
    st.session_state[key] += AT_ONCE


BOOKS = {
    "Rules": rules,
    "Paths and needs": paths_and_needs,
    "Catalogue": catalogue,
    "Lifecycle": lifecycle,
    "Sources": sources,
}
"""What the rule book holds, by the name of its part."""
