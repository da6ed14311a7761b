"""The set-up scripts are no package: they find each other beside themselves, as when they are run."""

import sys
from pathlib import Path

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"

sys.path.insert(0, str(PACKAGING))
