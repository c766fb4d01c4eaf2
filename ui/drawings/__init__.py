"""Pictures as HTML and SVG text: pure functions of the answer.

They take their colours from the variables of look.css, so that they follow the theme; each says in
words what it shows, and no meaning hangs on colour alone.
"""
