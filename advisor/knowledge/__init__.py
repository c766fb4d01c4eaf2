"""What the advisor knows: rules, needs, paths, catalogue and sources, loaded from data files."""

from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.load import compile_knowledge, knowledge_folder, load_knowledge

__all__ = ["Knowledge", "compile_knowledge", "knowledge_folder", "load_knowledge"]
