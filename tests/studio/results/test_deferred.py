"""What takes long to load waits for the first frame."""

import subprocess
import sys

from PySide6.QtWidgets import QLabel

from nnstudio.studio.results.deferred import Deferred


def test_the_panels_do_not_load_pyqtgraph():
    program = "import sys; import nnstudio.studio.results; sys.exit('pyqtgraph' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_the_content_is_made_after_its_place_was_painted(qtbot):
    made = []
    place = Deferred(lambda: made.append("made") or QLabel("plot"))
    qtbot.addWidget(place)
    place.resize(200, 100)
    assert made == []
    with qtbot.waitSignal(place.made):
        place.show()
        assert place.content is None
    assert made == ["made"]
    assert place.content.text() == "plot"
    qtbot.waitUntil(place.content.isVisible)


def test_the_content_is_made_once(qtbot):
    made = []
    place = Deferred(lambda: made.append("made") or QLabel("plot"))
    qtbot.addWidget(place)
    assert place.require() is place.require()
    place.show()
    qtbot.wait(20)
    assert made == ["made"]
