"""Fonts of a PDF record: which one has a letter, whatever its script.

Western letters stand in PDF's own Helvetica. Others are embedded from the Noto fonts that the
packages manimgx-fonts and manimgx-fonts-cjk carry (SIL Open Font License). Of Chinese, Japanese and
Korean only the letters that are used are embedded, each as a small font of its own: the whole has
30 MB, and its outlines are of a kind that reportlab cannot embed. Without these packages they use
the fonts that PDF names for them. Letters stand one beside the other: those that Arabic joins and
Indic scripts combine are not.
"""

from __future__ import annotations

import io
import re
from functools import cache
from importlib.resources import as_file, files
from importlib.util import find_spec
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
        return _embedded(letter, _KOREAN) or _named("HYSMyeongJo-Medium")
    if _HAN.match(letter):
        # Japanese and Chinese write some of the same letters differently.
        if _KANA.search(word):
            return _embedded(letter, _JAPANESE) or _named("HeiseiMin-W3")
        return _embedded(letter, _CHINESE) or _named("STSong-Light")
    return next((name for name in _FONTS if ord(letter) in _letters(name)), _FONTS[0])


_CJK_PACKAGE, _CJK_FILE = "manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc"
_JAPANESE, _KOREAN, _CHINESE = 0, 1, 2
"""The places of the languages in the file of Noto Sans CJK."""
_UNITS, _ASCENT, _DESCENT = 1000, 880, -120
_REGULAR = {"wght": 400}


@cache
def _embedded(letter: str, language: int) -> str | None:
    """The name of a font that has this letter alone; None without the packages, or the letter."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    outlines = _outlines(language)
    if outlines is None or ord(letter) not in outlines[0]:
        return None
    name = f"NotoSansCJK-{language}-{ord(letter):04X}"
    pdfmetrics.registerFont(TTFont(name, _font_of_one(letter, outlines, name)))
    pdfmetrics.registerFontFamily(name, normal=name, bold=name, italic=name, boldItalic=name)
    return name


@cache
def _outlines(language: int) -> tuple[Any, Any] | None:
    """The letters of a language by their numbers in Unicode, and how each is drawn."""
    if find_spec("fontTools") is None or find_spec(_CJK_PACKAGE) is None:
        return None
    from fontTools.ttLib import TTFont

    with as_file(files(_CJK_PACKAGE) / _CJK_FILE) as path:
        font = TTFont(str(path), fontNumber=language, lazy=True)
        return font.getBestCmap(), font.getGlyphSet(location=_REGULAR)


def _font_of_one(letter: str, outlines: tuple[Any, Any], name: str) -> io.BytesIO:
    """A TrueType font of one letter: cubic curves become quadratic ones."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    letters, glyphs = outlines
    glyph = glyphs[letters[ord(letter)]]
    pen = TTGlyphPen(None)
    glyph.draw(Cu2QuPen(pen, 1.0, reverse_direction=True))
    builder = FontBuilder(_UNITS, isTTF=True)
    builder.setupGlyphOrder([".notdef", "letter"])
    builder.setupCharacterMap({ord(letter): "letter"})
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "letter": pen.glyph()})
    builder.setupHorizontalMetrics({".notdef": (_UNITS, 0), "letter": (round(glyph.width), 0)})
    builder.setupHorizontalHeader(ascent=_ASCENT, descent=_DESCENT)
    builder.setupNameTable({"familyName": "Noto Sans CJK", "styleName": "Regular", "psName": name})
    builder.setupOS2(sTypoAscender=_ASCENT, sTypoDescender=_DESCENT)
    builder.setupPost()
    # The time of making would make equal records differ.
    builder.font["head"].created = builder.font["head"].modified = 0
    builder.font.recalcTimestamp = False
    written = io.BytesIO()
    builder.save(written)
    written.seek(0)
    return written


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
