"""The command line: parse, call, render. Each group of commands has a file of its own."""

from advisor.cli.main import main

__all__ = ["main"]
