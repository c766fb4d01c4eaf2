"""Check a learner's choice and reasons against the rules, and what there is to study."""

from advisor.exam.examiner import Examiner, check_reasoning, examiner_over
from advisor.exam.shapes import CheckedReasoning

__all__ = ["CheckedReasoning", "Examiner", "check_reasoning", "examiner_over"]
