"""The user's own blocks: a JSON file for each, beside the settings, so that every document can use them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from nnstudio.catalog.conversion import refuse_unknown
from nnstudio.errors import DocumentError, InputError
from nnstudio.network.block import Block
from nnstudio.network.definitions import used_definitions
from nnstudio.network.graph import ID_RULE, Network, is_valid_id
from nnstudio.network.json_format import LARGEST_TEXT
from nnstudio.network.json_values import as_object, as_text
from nnstudio.network.network_format import definitions_to_json, network_from_json, network_to_json
from nnstudio.network.strict_json import parse_json
from nnstudio.project.atomic import why_not, write_file
from nnstudio.project.settings import settings_folder
from nnstudio.sentence import Sentence

FORMAT = "nnstudio-block"
VERSION = 1

_KEYS = ("format", "version", "name", "network", "definitions")


@dataclass(frozen=True)
class UserBlock:
    """A network under a name, with the definitions that blocks inside it are linked to."""

    name: str
    network: Network
    definitions: Mapping[str, Network] = field(default_factory=dict)

    @property
    def block(self) -> Block:
        """What is placed on the canvas."""
        return Block(network=self.network)

    def to_text(self) -> str:
        """The block as the text of a file or a drag."""
        value: dict[str, Any] = {
            "format": FORMAT,
            "version": VERSION,
            "name": self.name,
            "network": network_to_json(self.network),
        }
        if self.definitions:
            value["definitions"] = definitions_to_json(self.definitions)
        return msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n"


def user_block(name: str, network: Network, definitions: Mapping[str, Network]) -> UserBlock:
    """A network to keep, with those definitions of its document that it needs."""
    used = used_definitions(network)
    return UserBlock(name, network, {name: inner for name, inner in definitions.items() if name in used})


def read_user_block(text: bytes | str, where: str) -> UserBlock:
    """The inverse of `to_text`; raises DocumentError, in whose sentence `where` names the text."""
    try:
        value = as_object(parse_json(text), where)
    except ValueError as error:
        raise DocumentError(Sentence("{where} is not valid JSON: {error}.", where=where, error=str(error))) from None
    if value.get("format") != FORMAT or value.get("version") != VERSION:
        raise DocumentError(
            Sentence(
                '{where} is no block: "format" must be "{format}" and "version" {version}.',
                where=where,
                format=FORMAT,
                version=VERSION,
            )
        )
    refuse_unknown(value, _KEYS, where)
    name = as_text(value.get("name"), Sentence('The "name" of {where}', where=where))
    if not is_valid_id(name):
        raise DocumentError(Sentence('The "name" of {where} must be {rule}.', where=where, rule=Sentence.of(ID_RULE)))
    network, definitions = network_from_json(value.get("network"), value.get("definitions"))
    return UserBlock(name, network, definitions)


def load_user_blocks(folder: Path | None = None) -> tuple[dict[Path, UserBlock], tuple[str, ...]]:
    """Every block by its file, ordered by name; and a sentence about every file that is left out."""
    found: dict[Path, UserBlock] = {}
    notes: list[str] = []
    for path in sorted((folder or blocks_folder()).glob("*.json")):
        try:
            found[path] = _read(path)
        except DocumentError as error:
            notes.append(Sentence("A block of yours was left out: {reason}", reason=Sentence.of(error.sentence)))
        except OSError as error:
            notes.append(
                Sentence(
                    "A block of yours was left out: {file} cannot be read: {reason}.",
                    file=path.name,
                    reason=Sentence(error.strerror or str(error)),
                )
            )
    return dict(sorted(found.items(), key=lambda item: item[1].name.lower())), tuple(notes)


def _read(path: Path) -> UserBlock:
    if path.stat().st_size > LARGEST_TEXT:
        raise DocumentError(
            Sentence(
                "{file} is larger than any block ({most} MB at most).",
                file=path.name,
                most=LARGEST_TEXT // 2**20,
            )
        )
    return read_user_block(path.read_bytes(), path.name)


def save_user_block(block: UserBlock, folder: Path | None = None) -> Path:
    """Keep a block in a file of its own; raises InputError if there is one of that name, or if it cannot be written."""
    if not is_valid_id(block.name):
        raise InputError(Sentence("The name of a block must be {rule}.", rule=Sentence.of(ID_RULE)))
    target = folder or blocks_folder()
    known, _ = load_user_blocks(target)
    if any(other.name == block.name for other in known.values()):
        raise InputError(Sentence("There is a block named “{block}” already. Choose another name.", block=block.name))
    stem = re.sub(r"[^\w-]+", "_", block.name, flags=re.ASCII).strip("_")[:40] or "block"
    numbered = (target / f"{stem}{end}.json" for end in ("", *(f"_{number}" for number in range(2, 10_000))))
    try:
        target.mkdir(parents=True, exist_ok=True)
        path = next(path for path in numbered if not path.exists())
        write_file(path, block.to_text().encode())
    except OSError as error:
        raise InputError(
            Sentence("The block cannot be saved in {folder}: {reason}.", folder=target, reason=why_not(error))
        ) from None
    return path


def delete_user_block(path: Path) -> None:
    """Forget a block; raises InputError if its file cannot be removed."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(
            Sentence("{path} cannot be removed: {reason}.", path=path, reason=Sentence(error.strerror or str(error)))
        ) from None


def blocks_folder() -> Path:
    """Where the user's blocks lie."""
    return settings_folder() / "blocks"
