"""Advise: one question a screen, the answers to check, and the answer."""

from __future__ import annotations

from ui import state
from ui.answers import answer
from ui.frame import frame
from ui.panels import ANSWER, MORE, guarded, show, show_all, show_one_of
from ui.panels.all_questions import all_questions
from ui.panels.check_answers import check_answers
from ui.panels.one_question import one_question
from ui.panels.start import start

with frame("advise", heading=False):
    place, fact = state.at()
    answered = answer(state.question())
    if place == state.QUESTION:
        guarded(one_question, fact)
    elif place == state.CHECK:
        show(check_answers, answered)
    elif place == state.ALL:
        guarded(all_questions, answered)
    elif place == state.ANSWER:
        show_all(ANSWER, answered)
        show_one_of(MORE, answered)
    else:
        show(start, answered)
