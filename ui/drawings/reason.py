"""A reason: the sentence, and behind it the rule, what it found, and who says so."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.reasoning.advice import CitedSource, ConditionFound, Reason
from ui.drawings.markup import folded, joined, judged, link, symbol, text, unseen
from ui.drawings.words import CONFIDENCES, FINDINGS, fact_title, fact_value


def reason(shape: Reason, lead: str = "") -> str:
    """The reason as a line that opens. lead: markup before the sentence."""
    return folded(
        f'{lead}<span class="adv-said">{text(shape.text.strip())}</span>', grounds(shape), "reason"
    )


def reasons(shapes: Iterable[Reason]) -> str:
    """Several reasons, one under the other."""
    return joined(reason(shape) for shape in shapes)


def grounds(shape: Reason) -> str:
    """What stands behind a reason: rule, findings, exam tip, sources."""
    tip = ""
    if shape.exam_tip:
        tip = f'<p class="adv-tip"><strong>Exam.</strong> {text(shape.exam_tip.strip())}</p>'
    follows = ""
    if shape.follows_from:
        rules = ", ".join(f"<code>{text(each)}</code>" for each in shape.follows_from)
        follows = f'<p class="adv-quiet">Follows from {rules}</p>'
    ours = judged(shape.judgement) if shape.judgement else ""
    return (
        f'<div class="adv-grounds"><p><strong>{text(shape.title)}</strong> '
        f"<code>{text(shape.rule)}</code></p>"
        f"{findings(shape.conditions)}{follows}{ours}{tip}{citations(shape.sources)}</div>"
    )


def findings(conditions: Iterable[ConditionFound]) -> str:
    """Each condition with what was found."""
    return "".join(f'<p class="adv-finding">{finding(each)}</p>' for each in conditions)


def finding(condition: ConditionFound) -> str:
    """One condition: a sign for its verdict, the fact, what was found, the test."""
    sign, verdict = FINDINGS[condition.verdict]
    said = text(fact_title(condition.fact))
    if ":" not in condition.fact:
        found = text(fact_value(condition.fact, condition.found))
        said = f"{said}: <b>{found}</b> "
        said += f'<span class="adv-quiet">asked: {text(condition.test)}</span>'
    return f"{symbol(sign, condition.verdict.replace(' ', '-'))}{unseen(verdict)} {said}"


def citations(sources: Iterable[CitedSource]) -> str:
    """The sources, each with its clause and how it was read."""
    lines = [citation(each) for each in sources]
    return f'<ul class="adv-sources">{"".join(lines)}</ul>' if lines else ""


def citation(source: CitedSource) -> str:
    """One source as a list entry."""
    says = f"<br>{text(source.says)}" if source.says else ""
    return (
        f"<li>{link(source.title, source.address)}, {text(source.where)} "
        f'<span class="adv-quiet">{text(CONFIDENCES[source.confidence])}, '
        f"{source.read_on.isoformat()}</span>{says}</li>"
    )
