"""The decision record of an advice, as Markdown, Word and PDF.

Its form is that of an architecture decision record: context, decision, reasons, alternatives with
why not, consequences, controls, sources. One document, told three ways.
"""

from advisor.reports.record.document import RecordDocument, decision_record
from advisor.reports.record.markdown import as_markdown
from advisor.reports.record.pdf import as_pdf
from advisor.reports.record.word import as_word

__all__ = ["RecordDocument", "as_markdown", "as_pdf", "as_word", "decision_record"]
