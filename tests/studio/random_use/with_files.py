"""What somebody drags onto the window from elsewhere."""

from __future__ import annotations

import numpy as np
import safetensors.numpy
from PySide6.QtCore import QMimeData, QPoint, QUrl
from PySide6.QtGui import QColor, QImage

from nnstudio.network.json_format import write_document
from nnstudio.project.project import Project
from nnstudio.studio.welcome.templates import TEMPLATES

NOTHING_LOCAL = "https://example.org/rows.csv"
GONE = "gone.csv"


def lay_out(folder):
    """Files of all kinds to open and to drop: projects, documents, data, weights, pictures, and noise."""
    folder.mkdir()
    Project.create(folder / "square.nnstudio", TEMPLATES[0].read())
    (folder / "spiral.json").write_bytes(write_document(TEMPLATES[1].read()))
    (folder / "b.csv").write_text("x,y\n" + "\n".join(f"{i},{i % 3}" for i in range(50)))
    np.savez(folder / "small.npz", x=np.zeros((12, 4), np.float32), y=np.arange(12) % 2)
    safetensors.numpy.save_file({"hidden/kernel": np.ones((1, 8), np.float32)}, folder / "mine.safetensors")
    for name in ("broken.nnstudio", "noise.json", "noise.npz", "noise.csv", "noise.safetensors", "notes.txt"):
        (folder / name).write_bytes(b"noise\x00\xff")
    pictures = folder / "pictures"
    pictures.mkdir()
    for color in ("red", "blue"):
        picture = QImage(8, 8, QImage.Format.Format_RGB32)
        picture.fill(QColor(color))
        picture.save(str(pictures / f"{color}.png"))


def drop_files(hands):
    """One as a rule, several now and then, also what is gone or nothing of the kind; sometimes with their names."""
    found = [*(str(path) for path in sorted(hands.folder.iterdir())), str(hands.folder / GONE)]
    chosen = hands.chance.sample(found, hands.chance.choice([1, 1, 1, 2, 3]))
    urls = [QUrl.fromLocalFile(path) for path in chosen]
    if hands.chance.random() < 0.1:
        urls.append(QUrl(NOTHING_LOCAL))
    content = QMimeData()
    content.setUrls(urls)
    if hands.chance.random() < 0.3:  # as some file managers do
        content.setText("\n".join(chosen))
    window = hands.window
    place = QPoint(hands.chance.randrange(window.width()), hands.chance.randrange(window.height()))
    taken = hands.drop(content, window.mapToGlobal(place))
    return f"{', '.join(url.fileName() for url in urls)}{'' if taken else ' not'} taken"


HABITS = {drop_files: 4}
