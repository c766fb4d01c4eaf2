"""Practice: questions whose keys follow from the rules, cards, scheduling, and progress."""
