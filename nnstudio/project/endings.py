"""Why a run ended, kept so that it can be told in any language."""

from __future__ import annotations

import json
import sqlite3
from typing import Final

from nnstudio.project.schema import version_of
from nnstudio.sentence import Sentence
from nnstudio.sentence_format import sentence_from_json, sentence_to_json

_SINCE: Final = 3
"""The first version of the schema with a table for them; before it there was the English text alone."""


def insert_ending(connection: sqlite3.Connection, run: int, state: str, reason: str, ended: str) -> None:
    """Store how a run ended."""
    connection.execute("UPDATE run SET state = ?, reason = ?, ended = ? WHERE id = ?", (state, reason, ended, run))
    sentence = json.dumps(sentence_to_json(reason))
    connection.execute("INSERT OR REPLACE INTO ending VALUES (?, ?)", (run, sentence))


def forget_ending(connection: sqlite3.Connection, run: int) -> None:
    """The run goes on."""
    connection.execute("UPDATE run SET state = 'running', reason = '', ended = NULL WHERE id = ?", (run,))
    connection.execute("DELETE FROM ending WHERE run = ?", (run,))


def reason_of(connection: sqlite3.Connection, run: int, english: str) -> Sentence:
    """Why a run ended; it is what its English text says, whatever else the project holds."""
    found = None
    if version_of(connection) >= _SINCE:
        found = connection.execute("SELECT sentence FROM ending WHERE run = ?", (run,)).fetchone()
    if found is not None:
        try:
            sentence = sentence_from_json(json.loads(found[0]))
        except (RecursionError, ValueError):
            return Sentence(english)
        if sentence == english:
            return sentence
    return Sentence(english)
