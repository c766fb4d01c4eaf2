"""The facts of a scenario: the questions, their values, and how they are read."""
