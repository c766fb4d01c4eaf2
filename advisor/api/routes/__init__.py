"""The routes, one module a group. A new group is a new module with a `router`, named here."""

from fastapi import APIRouter

from advisor.api.routes import advice, documentation, estimates, exam, knowledge, operation

ROUTERS: tuple[APIRouter, ...] = (
    advice.router,
    exam.router,
    estimates.router,
    knowledge.router,
    operation.router,
    operation.at_root,
    documentation.router,
)
