"""Tables of scenarios in, tables of decisions out: frames, rows, files, one machine or several."""

from advisor.tables.answer_columns import IN_WORDS, OUTCOMES
from advisor.tables.file_run import Progress, Run, answer_file
from advisor.tables.frames import advise_frame
from advisor.tables.problems import RowProblem
from advisor.tables.rows import RowAnswer, advise_rows

__all__ = [
    "IN_WORDS",
    "OUTCOMES",
    "Progress",
    "RowAnswer",
    "RowProblem",
    "Run",
    "advise_frame",
    "advise_rows",
    "answer_file",
]
