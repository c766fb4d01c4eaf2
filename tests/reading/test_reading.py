"""From descriptions to proposed facts: what is read, what is not, and with which words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import BadInput
from advisor.facts.read import read_scenario
from advisor.knowledge import load_knowledge
from advisor.reading import ReadFact, ReadText, read_text
from advisor.reading.cues import CueReader, all_cues, read_cues
from advisor.reading.patterns import compiled
from advisor.reading.quotes import LONGEST_TEXT, find_quote, sentences
from advisor.reading.readings import Read, gather
from advisor.reading.scenario_file import as_scenario_file

DESCRIPTIONS = yaml.safe_load(
    (Path(__file__).parent / "descriptions.yaml").read_text(encoding="utf-8")
)


def fits(found: Any, wanted: Any) -> bool:
    if not isinstance(wanted, dict):
        return bool(found == wanted)
    if "holds" in wanted:
        return bool(set(found or ()) & set(wanted["holds"]))
    if "any_of" in wanted:
        return found in wanted["any_of"]
    return found is not None and wanted["from"] <= found <= wanted["to"]


@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_a_description_is_read_as_it_was_meant(name: str) -> None:
    case = DESCRIPTIONS[name]

    told = read_text(case["text"])

    assert {
        fact: told.facts.get(fact)
        for fact, wanted in case["must"].items()
        if not fits(told.facts.get(fact), wanted)
    } == {}
    assert [each.told for each in told.read if each.sure and each.fact in case["unknown"]] == []


SENTENCES = yaml.safe_load((Path(__file__).parent / "sentences.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", SENTENCES["read"], ids=lambda case: case["text"])
def test_a_plain_sentence_is_read(case: dict[str, Any]) -> None:
    found = read_text(case["text"]).facts

    for fact, wanted in case["is"].items():
        near = 0.01 * wanted if isinstance(wanted, int) else 0
        held = found.get(fact)
        assert held == (pytest.approx(wanted, abs=near) if near else wanted), fact


@pytest.mark.parametrize("case", SENTENCES["not_read"], ids=lambda case: case["text"])
def test_a_sentence_that_says_it_of_nothing_here_is_not_read(case: dict[str, Any]) -> None:
    found = read_text(case["text"]).facts

    for fact, wrong in case["not"].items():
        assert fact not in found or (wrong is not None and found[fact] != wrong), fact


def test_a_slip_is_told_and_never_sure() -> None:
    text = "First: the manuals chnage every week, truly."
    (fact,) = read_text(text).read

    assert fact.quote == text[fact.start : fact.end]
    assert fact.quote.endswith("manuals chnage every week")
    assert fact.how == '"chnage" read as "change"'
    assert not fact.sure


@pytest.mark.parametrize("word", ["contacts", "cause", "layers", "lunch", "patent", "Handboeken"])
def test_a_word_of_its_own_is_no_slip(word: str) -> None:
    assert CueReader().spelling.mend(f"The {word} change.").slips == ()


def test_a_few_thousand_is_no_number() -> None:
    told = read_text("A few thousand questions a day come in.")

    assert "requests_per_month" not in told.facts
    assert "give a number" in told.not_understood[0].why


def words_of_cues() -> list[str]:
    examples = [
        each if isinstance(each, str) else each.text for cue in all_cues() for each in cue.reads
    ]
    stories = [each.story for each in load_knowledge().scenarios.values()]
    return examples + stories + [each["text"] for each in DESCRIPTIONS.values()]


@given(
    st.lists(
        st.one_of(st.sampled_from(words_of_cues()), st.text(max_size=60)), min_size=1, max_size=6
    ),
    st.sampled_from([" ", "\n", ", ", " but ", "\u2028", "\t", "... "]),
)
def test_quotes_are_always_in_the_text(parts: list[str], between: str) -> None:
    text = between.join(parts)
    if not any(letter.isalnum() for letter in text):
        return

    told = read_text(text)

    everything = [*told.read, *(one for pair in told.conflicts for one in pair.readings)]
    for each in (*everything, *told.not_understood):
        assert each.quote
        assert text[each.start : each.end] == each.quote
    # What is proposed can be confirmed as it stands.
    read_scenario(told.facts)
    file = yaml.safe_load(as_scenario_file(told))
    assert (file or {}) == told.facts


def test_every_sentence_is_read_or_shown_as_not_understood() -> None:
    text = "It translates its help pages into nine languages. The cat sat on the mat."

    told = read_text(text)

    assert [each.quote for each in told.not_understood] == ["The cat sat on the mat."]


def test_two_values_of_a_fact_are_a_question() -> None:
    told = read_text("The manuals change every week. The guides are revised once a year.")

    (pair,) = told.conflicts
    assert pair.fact == "knowledge_change"
    assert [each.value for each in pair.readings] == ["weekly", "yearly"]
    assert "knowledge_change" not in told.facts


def test_a_fact_that_takes_several_values_gathers_them() -> None:
    told = read_text("It summarizes incoming reports. It translates the pages into German.")

    assert told.facts["tasks"] == ["summarization", "translation"]


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("It must never invent figures.", "symptoms"),
        ("We want 8,000 labelled mails.", "labelled_examples"),
        ("Does it run overnight?", "serving_mode"),
        ("We have not tried prompting.", "tried"),
        ("If the documents are health data, tell us.", "data_sensitivity"),
        ("It does not answer only from our manuals.", "strict_grounding"),
        ("It must return valid JSON, or maybe not.", "output_consistency"),
        ("It must return valid JSON (still to be decided).", "output_consistency"),
        ("It must return valid JSON, but that is another project.", "output_consistency"),
        ("We dropped the idea that it must return valid JSON.", "output_consistency"),
        ("It doesnt answer only from the manuals.", "strict_grounding"),
    ],
)
def test_what_is_denied_doubted_asked_or_wished_is_not_read(text: str, fact: str) -> None:
    assert fact not in read_text(text).facts


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("I hope it must return valid JSON.", "output_consistency"),
        ("Ideally it must return valid JSON.", "output_consistency"),
        ("It must return valid JSON, I think.", "output_consistency"),
        ("For example it must return valid JSON.", "output_consistency"),
        ("> It must return valid JSON.", "output_consistency"),
        ("Our ticket system has been in use since 2015.", "lifecycle_stage"),
        ("The work by hand costs too much.", "symptoms"),
        ("Our clerks use a spreadsheet.", "audience"),
        ("Our customers use forty types of machine.", "audience"),
        ("The approval takes several steps.", "reasoning"),
        ("Bottles without labels are sorted out.", "labelled_examples"),
        ("Nurses can train on the simulator.", "training_allowed"),
        ("Agents do not change the order.", "knowledge_change"),
        ("Callers wait for an agent.", "serving_mode"),
        ("Guests can book a room on the website.", "actions"),
        ("The webshop has 30,000 orders a month.", "requests_per_month"),
    ],
)
def test_what_is_hoped_or_may_speak_of_another_thing_is_not_sure(text: str, fact: str) -> None:
    assert [each.told for each in read_text(text).read if each.sure and each.fact == fact] == []


@pytest.mark.parametrize(
    "text",
    [
        "Requirements:\n- It must return valid JSON.",
        "Nice to have:\n- A dark theme.\n\nIt must return valid JSON.",
        "If the answer is not there, it must return valid JSON.",
        "In the office of our customer, it must return valid JSON.",
        "It must return valid JSON. No personal data is in it.",
    ],
)
def test_a_heading_or_a_first_clause_of_another_kind_takes_nothing_back(text: str) -> None:
    told = [(each.fact, each.sure) for each in read_text(text).read]

    assert ("output_consistency", True) in told


def test_a_no_after_a_denial_agrees_with_it() -> None:
    told = read_text("No, we do not need citations. No, there is no personal data in it.")

    assert told.facts["citations_required"] is False


def test_the_full_stop_of_a_short_form_ends_no_sentence() -> None:
    text = "We get approx. 300 mails. No. They take max. 5 min. each, e.g. on Mondays."

    assert [each.of(text) for each in sentences(text)] == [
        "We get approx. 300 mails.",
        "No.",
        "They take max. 5 min.",
        "each, e.g. on Mondays.",
    ]


@pytest.mark.parametrize(
    ("text", "fact", "why"),
    [
        ("At present two clerks read each one.", "human_review", "done today"),
        ("Two people check every answer now.", "human_review", "done today"),
        ("Until last year two people checked every answer.", "human_review", "how it was"),
        ("Last year we had 5,000 labelled examples.", "labelled_examples", "how it was"),
        ("Our sister company has 5,000 labelled examples.", "labelled_examples", "of others"),
        ("Documents at the agency change daily; ours never do.", "knowledge_change", "of others"),
        ("The manuals change daily; ours never do.", "knowledge_change", "of others"),
        ("Prices change hourly but the manuals hardly ever.", "knowledge_change", "differently"),
        ("The files change daily, the rules once a year.", "knowledge_change", "differently"),
        ("Each customer sends 20 requests a month.", "requests_per_month", "the total"),
        ("Each of our 12 branches sends 400 requests a month.", "requests_per_month", "the total"),
        ("We get 400 calls a month from each branch.", "requests_per_month", "the total"),
        ("3,000 claims a year, of which 10% go to the tool.", "requests_per_month", "Not all"),
        ("10% of the 3,000 claims a year go to it.", "requests_per_month", "Not all"),
        ("We tried RAG and it worked well.", "tried", "What worked"),
        ("It saves us 2,000 dollars a month.", "monthly_budget_usd", "the budget"),
        ("We lose 9,000 dollars a month.", "monthly_budget_usd", "the budget"),
        ("We have 500 dollars a month for coffee.", "monthly_budget_usd", "the budget"),
        ("Today it is 11,000 USD a month.", "monthly_budget_usd", "done today"),
        ("The current system can cost 15,000 dollars a month.", "monthly_budget_usd", "done today"),
        ("The city next door has 8,000 labelled letters.", "labelled_examples", "of others"),
        ("We tried RAG and kept it.", "tried", "What worked"),
        ("News change hourly, our bylaws stay the same.", "knowledge_change", "differently"),
        ("The vendor says that it must return valid JSON.", "output_consistency", "others say"),
        ("I read in a blog that it must cite its sources.", "citations_required", "others say"),
        (
            "At my last employer it had to be live, it must be live in six weeks.",
            "weeks_to_production",
            "of others",
        ),
        ("Out of scope: it translates its pages into ten languages.", "languages", "not wanted"),
        ("Nice to have:\n- It must return valid JSON.", "output_consistency", "not wanted"),
        ("Unlike them: it must return valid JSON.", "output_consistency", "of others"),
        ("A rival has a bot. They have 8,000 labelled mails.", "labelled_examples", "of others"),
        ("If we had more money, it must return valid JSON.", "output_consistency", "would be"),
        ("In 2021 we have 8,000 labelled mails.", "labelled_examples", "another year"),
        ("There come 3 comments per second at noon.", "requests_per_month", "some times"),
        ("At peak times there are 900 calls an hour.", "requests_per_month", "some times"),
        ("A clerk handles 40 calls a day.", "requests_per_month", "the total"),
        ("We have 300 corrected letters per week.", "labelled_examples", "in a period"),
        ("500 labelled mails are set aside to test.", "labelled_examples", "for evaluation"),
        ("The wiki has 20 pages on average.", "knowledge_tokens", "the total"),
        ("Two 24 GB GPU cards are here.", "accelerator_memory_gb", "the memory of all"),
        ("Calls are transcribed already by our provider.", "tasks", "done today"),
        ("It answers in six languages. No, sorry, in one.", "languages", "takes it back"),
    ],
)
def test_what_is_said_of_something_else_is_shown_with_the_reason(
    text: str, fact: str, why: str
) -> None:
    told = read_text(text)

    assert fact not in told.facts
    assert any(why in each.why for each in told.not_understood)


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("From now on a lawyer reviews and approves every answer.", "human_review", "every_output"),
        ("Every day we get 400 calls a day.", "requests_per_month", 12_000),
        ("We have 500 dollars a month for running it.", "monthly_budget_usd", 500),
        ("We have 900 labelled mails from last year.", "labelled_examples", 900),
        ("Now and then the guides are updated daily.", "knowledge_change", "daily"),
    ],
)
def test_words_that_only_look_like_somebody_elses_do_not_keep_a_fact_from_being_read(
    text: str, fact: str, value: Any
) -> None:
    assert read_text(text).facts[fact] == value


def test_we_may_later_open_it_is_no_fact() -> None:
    told = read_text("We may later open it to the public and add 20,000 requests a day.")

    assert told.facts == {}


def test_what_stands_beside_a_reading_in_its_sentence_is_shown() -> None:
    told = read_text(
        "It must stay on topic, the head office is in Bern, and 30 lawyers wait. It reads 60 "
        "questions a day for 9 teams."
    )

    assert list(told.facts) == ["safety_concerns", "requests_per_month"]
    assert [each.quote for each in told.not_understood] == [
        "the head office is in Bern, and 30 lawyers wait.",
        "for 9 teams.",
    ]


def test_a_denial_within_a_gap_denies() -> None:
    assert "tasks" not in read_text("Questions must not be answered by it.").facts


def test_words_that_deny_a_fact_belong_to_its_quote() -> None:
    (read,) = read_text("Nobody needs to see sources.").read

    assert (read.value, read.quote) == (False, "Nobody needs to see sources")


def test_a_sum_in_another_currency_is_shown_with_the_remedy() -> None:
    told = read_text("There are €50k for the project.")

    assert told.facts == {}
    assert "US dollars" in told.not_understood[0].why


def test_a_number_tells_how_it_was_worked_out() -> None:
    (read,) = read_text("About ten thousand questions a day come in.").read

    assert (read.value, read.how) == (300_000, "about; 10,000 a day x 30 days")


@pytest.mark.parametrize("text", ["", " \n", "...", "a" * (LONGEST_TEXT + 1)])
def test_what_cannot_be_read_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_text(text)

    assert refused.value.problems[0].remedy


class Invents:
    """A reader of somebody else's that does not keep to the text."""

    name = "invents"

    def read(self, text: str) -> Read:
        good = ReadFact(fact="audience", value="public", quote="Hello", start=0, end=5)
        return Read(
            read=(
                good,
                good.model_copy(
                    update={"quote": "Goodbye", "fact": "citations_required", "value": True}
                ),
                good.model_copy(update={"fact": "knowledge_change", "value": "hourly"}),
            )
        )


def test_any_reader_is_held_to_the_text_and_to_the_facts() -> None:
    told = read_text("Hello there, this is a text.", [Invents()])

    assert told.facts == {"audience": "public"}


def test_a_reader_that_says_otherwise_than_the_cues_makes_it_a_question() -> None:
    text = "Hello. It is a chat for our customers."

    told = read_text(text, [Invents()])

    (pair,) = told.conflicts
    assert {each.value for each in pair.readings} == {"customers", "public"}


# Quotes and patterns


def test_a_quote_is_found_in_spite_of_spaces_and_marks_but_not_within_words() -> None:
    text = "The “house”\n style isn’t fixed."

    assert find_quote('"house" style isn\'t', text) == (4, 24)
    assert find_quote("fix", text) is None
    assert find_quote("ouse style", text) is None
    assert find_quote("fixed at all", text) is None


def test_sentences_do_not_end_within_numbers() -> None:
    text = "It costs 1.5 million. Nobody knows!\nWhy?"

    assert [each.of(text) for each in sentences(text)] == [
        "It costs 1.5 million.",
        "Nobody knows!",
        "Why?",
    ]


@pytest.mark.parametrize("pattern", ["(a|b", "a) b", "a [b", "()"])
def test_a_pattern_whose_brackets_do_not_close_is_refused(pattern: str) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        compiled(pattern)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("audiense: {}", 'Did you mean "audience"'),
        (
            "audience: {a: {value: internal, scope: required, words: [staff], reads: []}}",
            "one word",
        ),
        ("audience: {a: {value: all, scope: required, words: [a b], reads: []}}", "cannot be"),
        ("audience: {a: {value: internal, scope: wish, words: [a b], reads: []}}", "scope"),
        ("input_tokens: {a: {scope: required, words: ['a # b'], reads: []}}", "braces"),
    ],
)
def test_a_wrong_cue_is_refused_with_its_line(tmp_path: Path, entry: str, message: str) -> None:
    file = tmp_path / "cues.yaml"
    file.write_text(entry, encoding="utf-8")

    with pytest.raises(BadInput, match=message) as refused:
        read_cues(file)

    assert f"{file}:1" in str(refused.value)


# Hand-overs


def test_the_scenario_file_shows_conflicts_and_what_was_not_understood_as_comments() -> None:
    told = read_text("They change every week. They change daily. The cat sat. It takes too long.")

    file = as_scenario_file(told)

    assert yaml.safe_load(file) == {"symptoms": ["slow"]}
    assert '# knowledge_change: "weekly"' in file
    assert '#   "The cat sat."' in file


def test_a_quote_cannot_leave_its_comment() -> None:
    read = ReadFact(fact="audience", value="public", quote="x\naudience: minors", start=0, end=18)

    assert yaml.safe_load(as_scenario_file(ReadText(read=(read,)))) == {"audience": "public"}


def test_gathering_keeps_one_of_equal_readings_and_prefers_a_sure_one() -> None:
    text = "Hello Hello"
    unsure = ReadFact(fact="audience", value="public", quote="Hello", start=0, end=5)
    sure = unsure.model_copy(update={"start": 6, "end": 11, "sure": True})

    assert gather(text, [Read(read=(unsure, sure))]).read == (sure,)
