"""The advisor as tools for agents (Model Context Protocol), with the protocol's own SDK.

`schemas` says what the tools take, `brief` what an answer leaves out, `server` has the tools.
"""

from advisor.mcp.server import Tools, make_server

__all__ = ["Tools", "make_server"]
