"""Tables of scenarios in, tables of decisions out: frames, rows, files, one machine or several."""

from advisor.batch.frames import advise_frame
from advisor.batch.outcomes import OUTCOMES
from advisor.batch.problems import RowProblem
from advisor.batch.rows import RowAnswer, advise_rows
from advisor.batch.running import Progress, Run, answer_file

__all__ = [
    "OUTCOMES",
    "Progress",
    "RowAnswer",
    "RowProblem",
    "Run",
    "advise_frame",
    "advise_rows",
    "answer_file",
]
