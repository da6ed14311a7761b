"""The user's own blocks are kept in files that cannot be lost by one another."""

from __future__ import annotations

import json

import pytest

from nnstudio.errors import DocumentError, InputError
from nnstudio.network.block import Block
from nnstudio.network.graph import Network, Node
from nnstudio.project.user_blocks import (
    UserBlock,
    delete_user_block,
    load_user_blocks,
    read_user_block,
    save_user_block,
    user_block,
)
from tests.network.blocks import RESIDUAL

PAIR = Network(tuple(Node(id=name, layer=Block(network=RESIDUAL, definition="residual")) for name in "ab"))


def test_a_block_is_found_again_as_it_was(tmp_path):
    block = UserBlock("Skip connection", RESIDUAL)
    path = save_user_block(block, tmp_path / "blocks")
    assert path.name == "Skip_connection.json"
    assert load_user_blocks(tmp_path / "blocks") == ({path: block}, ())


def test_a_block_takes_the_definitions_along_that_it_needs():
    block = user_block("pair", PAIR, {"residual": RESIDUAL, "other": RESIDUAL})
    assert block.definitions.keys() == {"residual"}
    assert read_user_block(block.to_text(), "pair.json") == block


def test_blocks_come_in_the_order_of_their_names_and_names_that_look_alike_have_files_of_their_own(tmp_path):
    for name in ("b", "A?", "A!", "ü"):
        save_user_block(UserBlock(name, RESIDUAL), tmp_path)
    found, _ = load_user_blocks(tmp_path)
    assert [block.name for block in found.values()] == ["A!", "A?", "b", "ü"]
    assert {path.name for path in found} == {"b.json", "A.json", "A_2.json", "block.json"}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("skip", "There is a block named “skip” already. Choose another name."), ("", "The name of a block must be")],
)
def test_a_name_that_cannot_be_is_refused_and_nothing_is_overwritten(tmp_path, name, sentence):
    path = save_user_block(UserBlock("skip", RESIDUAL), tmp_path)
    before = path.read_bytes()
    with pytest.raises(InputError) as refusal:
        save_user_block(UserBlock(name, PAIR), tmp_path)
    assert str(refusal.value).startswith(sentence)
    assert [entry.read_bytes() for entry in tmp_path.iterdir()] == [before]


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "blocks").write_text("a file")
    with pytest.raises(InputError, match="The block cannot be saved in"):
        save_user_block(UserBlock("skip", RESIDUAL), tmp_path / "blocks")


def test_a_damaged_file_is_left_out_with_a_note_and_the_others_are_there(tmp_path):
    save_user_block(UserBlock("skip", RESIDUAL), tmp_path)
    (tmp_path / "cut.json").write_text('{"format": "nnstudio-bl')
    (tmp_path / "empty.json").touch()
    (tmp_path / "folder.json").mkdir()
    found, notes = load_user_blocks(tmp_path)
    assert [block.name for block in found.values()] == ["skip"]
    assert len(notes) == 3
    assert notes[0].startswith("A block of yours was left out: cut.json is not valid JSON")
    assert all(note.startswith("A block of yours was left out: ") for note in notes)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"format": "nnstudio"}, "b.json is no block"),
        ({"version": 2}, "b.json is no block"),
        ({"name": 3}, 'The "name" of b.json must be a text, not 3.'),
        ({"name": "a/b"}, 'The "name" of b.json must be a text of 1 to 100 characters'),
        ({"netwrok": {}}, "b.json has no field named 'netwrok'. Did you mean 'network'?"),
        ({"network": None}, "The network must be a JSON object, not null."),
        ({"definitions": {"residual": {"nodes": 3}}}, '"nodes" must be a list, not 3.'),
    ],
)
def test_every_wrong_file_has_its_sentence(change, sentence):
    value = json.loads(UserBlock("b", RESIDUAL).to_text()) | change
    with pytest.raises(DocumentError) as refusal:
        read_user_block(json.dumps(value), "b.json")
    assert str(refusal.value).startswith(sentence)


def test_there_are_none_where_no_folder_is_and_one_that_is_deleted_is_gone(tmp_path):
    assert load_user_blocks(tmp_path / "nowhere") == ({}, ())
    path = save_user_block(UserBlock("skip", RESIDUAL), tmp_path)
    delete_user_block(path)
    delete_user_block(path)
    assert load_user_blocks(tmp_path) == ({}, ())
