"""Random edits of the notes and frames of a network."""

from __future__ import annotations

import random

from nnstudio.network import annotation_edits
from nnstudio.network.annotations import HUES
from nnstudio.network.change import Change
from nnstudio.network.document import Document


def annotated(chance: random.Random, document: Document) -> Change:
    """A change of a note or a frame; the first one where there is none."""
    network = document.network
    ids = [node.id for node in network.nodes]
    some = chance.sample(ids, min(len(ids), chance.randint(1, 4)))
    place, color = (float(chance.randint(-500, 500)), chance.uniform(-500, 500)), chance.choice([None, *HUES])
    kinds = [lambda: annotation_edits.add_note(document, chance.choice(["Why?", "Two\nlines"]), place, color=color)]
    if some:
        kinds += [lambda: annotation_edits.frame(document, some, chance.choice(["Head", "Tail"]))] * 3
        kinds += [lambda: annotation_edits.unframe(document, some)]
    if network.notes:
        note = chance.choice(network.notes).id
        kinds += [
            lambda: annotation_edits.move_notes(document, {note: place}),
            lambda: annotation_edits.write_note(document, note, chance.choice(["", "Because."])),
            lambda: annotation_edits.remove_notes(document, [note]),
        ]
    if network.notes and network.frames:
        kinds += [lambda: annotation_edits.recolor(document, [network.notes[0].id], [network.frames[0].id], color)]
    if network.frames:
        frame = chance.choice(network.frames)
        kinds += [
            lambda: annotation_edits.join(document, some, frame.id),
            lambda: annotation_edits.collapse(document, [frame.id], collapsed=not frame.collapsed),
            lambda: annotation_edits.rename_frame(document, frame.id, "Body"),
        ]
    return chance.choice(kinds)()
