"""The routes, one module a group. A new group is a new module with a `router`, named here."""

from fastapi import APIRouter

from advisor.api.routes import (
    advice,
    decisions,
    documentation,
    estimates,
    exam,
    knowledge,
    operation,
    practice,
    reading,
    sensitivity,
    tables,
)

ROUTERS: tuple[APIRouter, ...] = (
    advice.router,
    reading.router,
    estimates.router,
    exam.router,
    practice.router,
    sensitivity.router,
    tables.router,
    decisions.router,
    knowledge.router,
    operation.router,
    operation.at_root,
    documentation.router,
)
