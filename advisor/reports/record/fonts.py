"""Fonts of a PDF record: which one has a letter, whatever its script.

Western letters stand in PDF's own Helvetica. Others are embedded from the Noto fonts that the
package manimgx-fonts carries (SIL Open Font License). Chinese, Japanese and Korean letters use the
fonts that PDF names for them and every usual reader has: to embed them would take 20 MB. Letters
stand one beside the other: those that Arabic joins and Indic scripts combine are not.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import as_file, files
from typing import Any

_PACKAGE = "manimgx_fonts"

_FONTS = (
    "NotoSans[wght]",
    "NotoSansSymbols[wght]",
    "NotoSansArabic[wght]",
    "NotoSansHebrew[wght]",
    "NotoSansDevanagari[wght]",
    "NotoSansBengali[wght]",
    "NotoSansTamil[wght]",
    "NotoSansTelugu[wght]",
    "NotoSansGujarati[wght]",
    "NotoSansGurmukhi[wght]",
    "NotoSansKannada[wght]",
    "NotoSansMalayalam[wght]",
    "NotoSansOriya[wght]",
    "NotoSansSinhala[wght]",
    "NotoSansThai[wght]",
    "NotoSansLao[wght]",
    "NotoSansKhmer[wght]",
    "NotoSansMyanmar[wght]",
    "NotoSansArmenian[wght]",
    "NotoSansGeorgian[wght]",
    "NotoSansEthiopic[wght]",
    "NotoEmoji[wght]",
)
"""The order in which a letter is looked for."""

_KANA = re.compile("[\u3040-\u30ff\uff66-\uff9f]")
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")
_HAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


def is_western(text: str) -> bool:
    """Whether PDF's own fonts have every letter of the text."""
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def font_for(letter: str, word: str) -> str:
    """The name of a font, ready for use, that has this letter; word: where the letter stands.

    A letter that no font has is drawn as the empty box of the first.
    """
    if _HANGUL.match(letter):
        return _named("HYSMyeongJo-Medium")
    if _HAN.match(letter):
        # Japanese and Chinese write some of the same letters differently.
        return _named("HeiseiMin-W3" if _KANA.search(word) else "STSong-Light")
    return next((name for name in _FONTS if ord(letter) in _letters(name)), _FONTS[0])


@cache
def _named(name: str) -> str:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont(name))
    return name


@cache
def _letters(name: str) -> Any:
    """The letters of a font, by their numbers in Unicode; the font is registered."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    with as_file(files(_PACKAGE) / f"{name}.ttf") as path:
        font = TTFont(name, str(path))
    pdfmetrics.registerFont(font)
    pdfmetrics.registerFontFamily(name, normal=name, bold=name, italic=name, boldItalic=name)
    return font.face.charToGlyph
