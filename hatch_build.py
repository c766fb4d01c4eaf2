"""The build hook: rules/, data/ with their compiled form, and ui/ travel inside the wheel.

The knowledge arrives as advisor/_knowledge/rules, advisor/_knowledge/data and
advisor/_knowledge/compiled.json, where `advisor.knowledge.load` looks for it, so that the
installed command works in any folder and starts fast. The front end arrives as advisor/_ui/ui:
`advisor ui` alone puts advisor/_ui on the import path, so that it meets no other package `ui`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKED = "advisor/_knowledge"
FRONT_END = "advisor/_ui/ui"


class KnowledgeHook(BuildHookInterface):  # type: ignore[type-arg]
    """Packs the knowledge. A wheel whose knowledge does not hold together is not built."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the knowledge to the wheel's files.

        version: "standard", or "editable" for an install that reads the checkout itself and
        needs no copy. Raises BadInput, with file and line, where rules or data are wrong.
        """
        if version == "editable":
            return
        root = Path(self.root)
        self._scratch = tempfile.TemporaryDirectory()
        compiled = Path(self._scratch.name) / "compiled.json"
        compiled.write_bytes(_compile(root))
        build_data["force_include"].update(
            {
                str(root / "rules"): f"{PACKED}/rules",
                str(root / "data"): f"{PACKED}/data",
                str(compiled): f"{PACKED}/compiled.json",
                str(root / "ui"): FRONT_END,
            }
        )

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Drop the compiled text; the wheel holds it now."""
        if version != "editable":
            self._scratch.cleanup()


def _compile(root: Path) -> bytes:
    # The code being packed compiles the knowledge, not a version that happens to be installed.
    sys.path.insert(0, str(root))
    try:
        from advisor.knowledge.load import compile_knowledge

        return compile_knowledge(root)
    finally:
        sys.path.remove(str(root))
