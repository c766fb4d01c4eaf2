"""Tell what was concluded: every statement with its rule, what it found, and its sources.

`explain` is the whole answer; each other module tells one part of it, and `reasons` is what all
of them stand on. Nothing is decided here.
"""
