"""Breaks networks in every way that people do, and looks at what the doctor says of them.

    python -m tests.network.broken 500 --seed 1

Every problem is to be told in a sentence that names the nodes and the axes, the repairs offered first are to lead to a
network that trains in a few steps, no two of them are to do the same, and nothing is to be said of networks that are
well.
"""

from __future__ import annotations

import argparse
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from nnstudio.network.checks import first_error
from tests.network.broken.harms import harmed
from tests.network.broken.patient import Patient
from tests.network.broken.sound import any_sound
from tests.network.broken.treatment import Report, trained, treated


@dataclass
class Break:
    """A network that was well, what was done to it, and what came of it."""

    name: str
    done: list[str] = field(default_factory=list)
    report: Report = field(default_factory=Report)

    def __str__(self) -> str:
        told = "\n    ".join(self.report.complaints)
        return f"{self.name}: {', '.join(self.done)}; then {self.report.steps}\n    {told}"


def breaks(seed: int, numbers: range) -> Iterator[Break]:
    """Networks that were broken, by number; those that do not train as they are drawn are passed over."""
    for number in numbers:
        chance = np.random.default_rng([seed, number])
        sound = any_sound(chance)
        found = Break(f"{number} ({sound.document.name})")
        try:
            if trained(sound):
                continue
            _break(sound, found, chance)
        except Exception:  # noqa: BLE001 - whatever goes wrong is what is looked for
            found.report.complaints.append(f"exception: {traceback.format_exc()}")
        yield found


def _break(sound: Patient, found: Break, chance: np.random.Generator) -> None:
    before = sound.problems()
    alarm = first_error(before)
    if alarm is not None:
        found.report.complaints.append(f"false alarm: {alarm.message}")
        return
    patient, found.done = harmed(sound, chance)
    found.report = treated(patient, frozenset(problem.code for problem in before))


def main() -> int:
    """What the command does."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0)
    chosen = parser.parse_args()
    kinds, steps = Counter[str](), Counter[int]()
    ill = failed = total = 0
    for found in breaks(chosen.seed, range(chosen.first, chosen.first + chosen.count)):
        total += 1
        ill += found.report.is_ill
        steps[len(found.report.steps)] += found.report.is_ill
        if found.report.complaints:
            failed += 1
            kinds.update(complaint.partition(":")[0] for complaint in found.report.complaints)
            print(found, flush=True)
    print(f"{total} networks, {ill} ill; {failed} with complaints {dict(kinds)}; mended in steps {dict(steps)}")
    return min(failed, 1)
