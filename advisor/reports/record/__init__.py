"""The decision record of an advice, as Markdown, Word, PDF and wiki text; its tasks as CSV.

Its headings are those of MADR: context, drivers, options with why not, outcome, consequences,
confirmation. A first page that decides, an appendix to look things up in; one document, told in
every format.
"""

from advisor.reports.record.blocks import RecordDocument
from advisor.reports.record.document import STATUSES, decision_record
from advisor.reports.record.markdown import as_markdown
from advisor.reports.record.pdf import as_pdf
from advisor.reports.record.tasks import as_tasks
from advisor.reports.record.wiki import as_wiki
from advisor.reports.record.word import as_word

__all__ = [
    "STATUSES",
    "RecordDocument",
    "as_markdown",
    "as_pdf",
    "as_tasks",
    "as_wiki",
    "as_word",
    "decision_record",
]
