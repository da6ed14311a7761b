"""The language of the window: English, in which all texts are written, or one into which they were translated.

A translation is the files in `resources/translations/<locale>`: every English text with its words in the other
language. A text that is missing there stays English.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from nnstudio.paths import resource
from nnstudio.sentence import Sentence


class Language(StrEnum):
    """What the user chose."""

    SYSTEM = "system"
    ENGLISH = "en_US"
    CHINESE = "zh_CN"

    @property
    def own_name(self) -> str:
        """What it calls itself; of the system's language, what the user calls it."""
        if self is Language.SYSTEM:
            return QCoreApplication.translate("Language", "Follow the system")
        return {Language.ENGLISH: "English", Language.CHINESE: "简体中文"}[self]

    @property
    def spoken(self) -> Language:
        """The language that is spoken: that of the system where there is a translation, else English."""
        if self is not Language.SYSTEM:
            return self
        chinese = QLocale.system().language() == QLocale.Language.Chinese
        return Language.CHINESE if chinese else Language.ENGLISH


def speak(app: QCoreApplication, language: Language) -> None:
    """Let everything that is made from now on speak a language, the buttons and menus of Qt's own included."""
    for translator in app.findChildren(QTranslator):
        app.removeTranslator(translator)
        translator.setParent(None)
        translator.deleteLater()
    spoken = language.spoken
    if spoken is Language.ENGLISH:
        return
    of_qt = QTranslator(app)
    if of_qt.load(f"qtbase_{spoken}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(of_qt)
    app.installTranslator(Translation(translations(spoken), app, spoken))


def spoken_by(app: QCoreApplication) -> Language:
    """The language that is spoken now."""
    return next((one.spoken for one in app.findChildren(Translation)), Language.ENGLISH)


def told(text: str) -> str:
    """A text from a package that knows nothing of languages, such as the message of an error, as the user reads it.

    Qt's signals and items keep nothing of a sentence but its English, so that it has to be told before it gets there.
    """
    return text.told(_translated) if isinstance(text, Sentence) else _translated(text)


def translations(language: Language) -> Mapping[str, str]:
    """Every text that was translated, with its translation."""
    texts: dict[str, str] = {}
    for path in sorted(resource(f"translations/{language}").glob("*.json")):
        texts |= json.loads(path.read_text("utf-8"))
    return texts


class Translation(QTranslator):
    """Texts by their English words, wherever they stand."""

    def __init__(
        self, texts: Mapping[str, str], parent: QObject | None = None, language: Language = Language.ENGLISH
    ) -> None:
        super().__init__(parent)
        self.spoken = language
        self._texts = texts

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's name
        """Whether there is nothing to translate into; Qt would not ask then."""
        return not self._texts

    def translate(self, _context: str, source: str, _note: str | None = None, _count: int = -1) -> str | None:
        """The words for a text; None, for which Qt takes the text itself, where there are none."""
        return self._texts.get(source)


def _translated(text: str) -> str:
    return QCoreApplication.translate("Sentence", text)
