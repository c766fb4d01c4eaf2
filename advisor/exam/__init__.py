"""Check a learner's choice and reasons against the rules, and what there is to study."""

from advisor.exam.checked_reasoning import CheckedReasoning
from advisor.exam.examiner import Examiner, check_reasoning, examiner_over

__all__ = ["CheckedReasoning", "Examiner", "check_reasoning", "examiner_over"]
