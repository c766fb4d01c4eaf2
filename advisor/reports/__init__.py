"""Tell an advice as text for a terminal, and as Markdown."""

from advisor.reports.markdown import as_markdown
from advisor.reports.text import as_text

__all__ = ["as_markdown", "as_text"]
