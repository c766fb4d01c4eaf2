"""Why: what rules say of one scenario, what they found in it, and who says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from advisor.estimates.derived import rests_on
from advisor.knowledge.base import Citation
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import CONTEXT_FACTS, Condition, Rule
from advisor.reasoning.advice import CitedSource, ConditionFound, Reason
from advisor.reasoning.infer import Inference
from advisor.reasoning.judge import Verdict
from advisor.reasoning.wording import in_a_reason, test_in_words


def cited(knowledge: Knowledge, citations: Iterable[Citation]) -> tuple[CitedSource, ...]:
    """Citations with title and address of their sources."""
    return tuple(
        CitedSource(
            id=citation.source,
            title=knowledge.sources[citation.source].title,
            address=knowledge.sources[citation.source].address,
            where=citation.where,
            says=citation.says,
            read_on=knowledge.sources[citation.source].read_on,
            confidence=citation.confidence,
        )
        for citation in citations
    )


class CoverageReason(NamedTuple):
    """Why a path covers a need so far, who says so, and what of it is our judgement."""

    text: str
    sources: tuple[CitedSource, ...] = ()
    judgement: str | None = None


class Reasons:
    """What was concluded about one scenario, and what the rules say of it, each told once."""

    def __init__(self, knowledge: Knowledge, inference: Inference) -> None:
        self.knowledge = knowledge
        self.inference = inference
        self._facts = inference.scenario.known()
        self._told: dict[str, Reason] = {}

    def of(self, rules: Iterable[str]) -> tuple[Reason, ...]:
        """What these rules say: each with what it found and who says so."""
        return tuple(self._reason(rule) for rule in dict.fromkeys(rules))

    def because(self, rule: str) -> str:
        """The reason that a rule gives, with what was found in place of the facts it names."""
        stated = self.knowledge.rules[rule]
        known = self.inference.known
        found = {fact: in_a_reason(fact, known.find(fact)) for fact in stated.facts}
        return stated.because.format_map(found).strip()

    def facts_behind(self, rules: Iterable[str]) -> Iterator[str]:
        """The stated facts on which these rules fired, themselves or by what they follow from."""
        for rule in rules:
            yield from self._facts_behind(self.knowledge.rules[rule])

    def coverage(self, path: str, need: str) -> CoverageReason:
        """Why a path covers a need so far, and who says so."""
        for identity in self.inference.coverage_rules.get((path, need), ()):
            rule = self.knowledge.rules[identity]
            sources = cited(self.knowledge, rule.sources)
            return CoverageReason(self.because(identity), sources, rule.judgement)
        for coverage in self.knowledge.paths[path].covers:
            if coverage.need == need:
                return CoverageReason(coverage.because, cited(self.knowledge, coverage.sources))
        return CoverageReason("No source says that it covers this.")

    def rests_on_silence(self, rule: str) -> bool:
        """Whether a rule fires because nobody has said something, itself or by its signals."""
        return any(
            (condition.operator, condition.operand) == ("stated", False)
            or any(map(self.rests_on_silence, self.inference.concluded.get(condition.key, ())))
            for condition in self.knowledge.rules[rule].when
        )

    def _reason(self, identity: str) -> Reason:
        if identity not in self._told:
            rule = self.knowledge.rules[identity]
            read = (*self.inference.calling(rule), *rule.unless)
            self._told[identity] = Reason(
                text=self.because(identity),
                rule=rule.id,
                title=rule.title,
                conditions=tuple(self._found(condition) for condition in read),
                follows_from=tuple(
                    dict.fromkeys(
                        source
                        for each in read
                        for source in self.inference.concluded.get(each.key, ())
                    )
                ),
                sources=cited(self.knowledge, rule.sources),
                exam_tip=rule.exam_tip,
                judgement=rule.judgement,
            )
        return self._told[identity]

    def _found(self, condition: Condition) -> ConditionFound:
        verdict = self.inference.verdict(condition)
        if condition.fact is None:
            found: object = verdict is Verdict.MET
        elif condition.fact in self._facts:
            found = self._facts[condition.fact]
        else:
            found = self.inference.known.find(condition.fact)
        return ConditionFound(
            fact=condition.fact or condition.key,
            test=test_in_words(condition),
            found=found,
            verdict=verdict.value,
        )

    def _facts_behind(self, rule: Rule) -> Iterator[str]:
        for condition in self.inference.calling(rule):
            if condition.fact is None:
                for source in self.inference.concluded.get(condition.key, ()):
                    if source != rule.id:
                        yield from self._facts_behind(self.knowledge.rules[source])
            elif condition.fact not in CONTEXT_FACTS:
                for fact in rests_on(condition.fact):
                    if self.inference.known.find(fact) is not None:
                        yield fact
