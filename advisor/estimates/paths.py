"""The paths that have estimates, and what kind of path each is."""

from __future__ import annotations

PROMPTS = "prompt-engineering"
RETRIEVAL = "retrieval-augmented-generation"
AGENTS = "agents"
ADAPTERS = "parameter-efficient-fine-tuning"
FULL = "full-fine-tuning"
ALIGNMENT = "preference-alignment"
CONTINUED = "continued-pre-training"
SCRATCH = "pre-training-from-scratch"

ESTIMATED = (PROMPTS, RETRIEVAL, AGENTS, ADAPTERS, FULL, ALIGNMENT, CONTINUED, SCRATCH)
"""Cheapest to build first."""

TRAINED = (ADAPTERS, FULL, ALIGNMENT, CONTINUED, SCRATCH)
TUNED = (ADAPTERS, ALIGNMENT)
"""Paths that tune a managed model, as a managed job where its price is known."""
HOSTED = (FULL, CONTINUED, SCRATCH)
"""Paths whose weights are hosted: no managed model can be trained so on Bedrock."""
