"""Random editing of documents without a window: edits, undo, redo and jumps, held against what was written each time.

    python -m tests.network.random_editing 10000 [--first SEED] [--steps STEPS]

goes through so many sequences, and prints those that failed with their seed and their last edits. Each begins with
nothing, with a template, or with a random network of the whole catalog. Every step keeps the document sound; at the
end, undo to the start and redo to the end give the bytes that were written on the way.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from collections.abc import Iterator

from msgspec import structs

from nnstudio.catalog.layers.base import ShapeError
from nnstudio.catalog.layers.core import Input
from nnstudio.data.preparation import DataDescription
from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.network.checks import check
from nnstudio.network.definitions import used_definitions
from nnstudio.network.document import Document
from nnstudio.network.graph import Network, is_valid_id
from nnstudio.network.history import History
from nnstudio.network.inference import infer, shape_and_weights
from nnstudio.network.json_format import read_document, read_document_file, write_document
from nnstudio.paths import resource
from tests.catalog.layers.samples import golden_layers, layer_of
from tests.network.blocks import with_residual
from tests.network.edit_sequences import Editor

STEPS = 30
_LAYERS_TRIED = 12
_TRAIL = 6


class EditingSession:
    """Somebody who edits one document."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(f"session {seed}")
        self._editor = Editor(seed, with_doctor=True)
        self._history = History(starting_document(self._random))
        self._written = [write_document(self._history.document)]
        self.trail: list[str] = []
        """What was done."""

    def run(self, steps: int) -> None:
        """Edit for some steps, then take everything back and do it again."""
        self._look()
        for _ in range(steps):
            self._step()
            self._look()
        self.trail.append("undo all, redo all")
        end = len(self._history.labels)
        for position in (end, 0, end):
            while self._history.position != position:
                moved = self._history.undo() if self._history.position > position else self._history.redo()
                assert moved
                self._compare()

    def _step(self) -> None:
        (habit,) = self._random.choices([self._edit, self._undo, self._redo, self._jump], [20, 4, 3, 1])
        habit()
        self._compare()

    def _edit(self) -> None:
        history, merge = self._history, self._random.random() < 0.2
        change = self._editor.change(history.document)
        self.trail.append(f"{change.label}{' (merged)' * merge}")
        before = history.document
        history.do(change, merge=merge)
        if history.document != before:
            assert_names_a_step(change.label)
            self._written[history.position :] = [write_document(history.document)]

    def _undo(self) -> None:
        self.trail.append("undo")
        for _ in range(self._random.randint(1, 4)):
            self._history.undo()

    def _redo(self) -> None:
        self.trail.append("redo")
        for _ in range(self._random.randint(1, 4)):
            self._history.redo()

    def _jump(self) -> None:
        position = self._random.randint(-1, len(self._history.labels) + 1)
        self.trail.append(f"go to {position}")
        self._history.go_to(position)

    def _compare(self) -> None:
        """Every moment of the history is the one that was written."""
        assert len(self._history.labels) == len(self._written) - 1
        assert write_document(self._history.document) == self._written[self._history.position]

    def _look(self) -> None:
        document = self._history.document
        assert_sound(document, self._editor.description(document))


def assert_sound(document: Document, description: DataDescription | None) -> None:
    """Whatever was done, a document can be looked at, written and read again."""
    for network in (document.network, *document.definitions.values()):
        assert_well_formed(network)
    assert used_definitions(document.network) <= document.definitions.keys()
    assert read_document(write_document(document)) == document
    inference = infer(document.network)
    for problem in check(document, description, inference):
        assert problem.message[:1] not in {"", " "}, problem
        assert problem.message.endswith((".", "”")), problem
        for fix in problem.fixes:
            assert apply(apply(document, fix.change), fix.change.inverse()) == document, fix.label


def assert_well_formed(network: Network) -> None:
    """Ids are unique, and edges lead from nodes to ports that are there, at most one into each."""
    names = [node.id for node in network.nodes]
    assert len(set(names)) == len(names)
    assert all(map(is_valid_id, names))
    ends = [(edge.target, edge.port) for edge in network.edges]
    assert len(set(ends)) == len(ends), ends
    for edge in network.edges:
        assert edge.source in network.by_id
        most = network.by_id[edge.target].layer.most_inputs
        assert edge.port >= 0
        assert most is None or edge.port < most, edge
    for node in network.nodes:
        assert node.shared_with is None or node.shared_with in network.by_id, node.title


def assert_names_a_step(label: str) -> None:
    """The name of an undo step begins like a sentence, and is none."""
    assert label[:1].isupper(), repr(label)
    assert not label.endswith((".", " ")), repr(label)


def starting_document(chance: random.Random) -> Document:
    """What somebody may begin with."""
    return chance.choice([Document, lambda: _template(chance), with_residual, lambda: random_document(chance)])()


def _template(chance: random.Random) -> Document:
    return read_document_file(chance.choice(sorted(resource("templates").glob("*.json"))))


def random_document(chance: random.Random) -> Document:
    """A network that computes, of any layers of the catalog that take what there is."""
    shapes = {f"input_{number}": shape for number, shape in enumerate(chance.sample([(4,), (6, 3), (8, 8, 2)], 2))}
    document = Document()
    for name, shape in shapes.items():
        document = apply(document, edits.add_node(document, Input(shape=shape), node_id=name))
    for _ in range(_LAYERS_TRIED):
        layer = layer_of(chance.choice(golden_layers()))
        sources = chance.choices(list(shapes), k=max(layer.least_inputs, 1))
        try:
            shape, _ = shape_and_weights(layer, tuple(shapes[source] for source in sources))
        except ShapeError:
            continue
        change = edits.add_node(document, layer)
        (name,) = edits.added_ids(change)
        shapes[name] = shape
        for port, source in enumerate(sources):
            change = change.then(edits.connect(apply(document, change), source, name, port))
        document = apply(document, change)
    return structs.replace(document, name="random")


def failures(seeds: range, steps: int = STEPS) -> Iterator[str]:
    """A report for each session that ended otherwise than it should."""
    for seed in seeds:
        session = EditingSession(seed)
        try:
            session.run(steps)
        except Exception:  # noqa: BLE001 - whatever goes wrong is what is looked for
            yield f"seed {seed}, after {session.trail[-_TRAIL:]}:\n{traceback.format_exc()}"


def main() -> int:
    """What the command does."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--steps", type=int, default=STEPS)
    chosen = parser.parse_args()
    begun, found = time.perf_counter(), 0
    for report in failures(range(chosen.first, chosen.first + chosen.count), chosen.steps):
        found += 1
        print(report, flush=True)
    seconds = time.perf_counter() - begun
    print(f"{chosen.count} sequences of {chosen.steps} edits in {seconds:.0f} s: {found or 'none'} failed")
    return min(found, 1)


if __name__ == "__main__":
    sys.exit(main())
