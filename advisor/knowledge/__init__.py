"""What the advisor knows: rules, needs, paths, catalogue and sources, loaded from data files."""

from advisor.knowledge.loading import compile_knowledge, knowledge_folder, load_knowledge
from advisor.knowledge.models import Knowledge

__all__ = ["Knowledge", "compile_knowledge", "knowledge_folder", "load_knowledge"]
