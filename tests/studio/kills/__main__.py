"""Kill -9 at random moments of editing sessions, and account for every edit.

    python -m tests.studio.kills [COUNT] [FIRST SEED]

Every tenth session is a whole window, which comes back by itself; the others are all of it but the widgets.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from tests.studio.kills.kill import kill_editing
from tests.studio.kills.recovery import Verdict, judge


def main(count: int, first: int) -> int:
    app = QApplication([])
    verdicts: list[Verdict] = []
    with tempfile.TemporaryDirectory() as place:
        for seed in range(first, first + count):
            folder, settings = Path(place) / f"{seed}" / "work", Path(place) / f"{seed}" / "settings"
            kind = "window" if seed % 10 == 9 else "workspace"
            killed_at = kill_editing(seed, folder, settings, kind)
            os.environ["XDG_CONFIG_HOME"] = str(settings)
            QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(settings))
            verdict = judge(folder, killed_at, kind)
            verdicts.append(verdict)
            for complaint in verdict.complaints:
                sys.stdout.write(f"{seed} ({kind}): {complaint}\n")
            app.processEvents()
    longest = max(verdict.lost_seconds for verdict in verdicts)
    sys.stdout.write(
        f"{count} kills, {sum(verdict.documents for verdict in verdicts)} documents,"
        f" {sum(verdict.offers for verdict in verdicts)} offers,"
        f" {sum(bool(verdict.complaints) for verdict in verdicts)} kills with complaints;"
        f" at most {longest:.2f} s of work lost\n"
    )
    return int(any(verdict.complaints for verdict in verdicts))


if __name__ == "__main__":
    arguments = [int(argument) for argument in sys.argv[1:]]
    raise SystemExit(main(*(arguments + [200, 0][len(arguments) :])))
