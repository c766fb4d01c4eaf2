"""What it costs, whether it fits, how fast it answers: estimates that can be checked by hand.

`estimating.estimate` is the entry for the answer; `derived` gives rules the facts that follow.
Each figure is a range with its formula and inputs. Formulas with their sources: docs/estimates.md.
"""
