"""Tell an advice as text for a terminal, in full or in short, and as Markdown."""

from advisor.reports.brief import as_brief
from advisor.reports.markdown import as_markdown
from advisor.reports.text import as_text

__all__ = ["as_brief", "as_markdown", "as_text"]
