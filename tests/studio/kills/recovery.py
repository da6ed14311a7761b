"""What is found after a kill, held against what the session recorded before it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from nnstudio.network.document import Document
from nnstudio.project.drafts import all_drafts
from nnstudio.project.lost_edits import lost_edits
from nnstudio.project.project import Project
from nnstudio.studio.session.workspace import Workspace
from nnstudio.studio.window.last_windows import LastWindows
from nnstudio.studio.window.windows import Windows
from tests.studio.kills.editing import RECORD, essence

MOST_SECONDS = 10.0


@dataclass
class Line:
    """The life of one document, as the session told it."""

    states: list[dict] = field(default_factory=list)
    savings: list[dict] = field(default_factory=list)
    is_trained: bool = False

    def in_file(self, path: Path | None) -> Line:
        """What happened while it was open in a file, or in none."""
        name = None if path is None else str(path)
        return Line([state for state in self.states if state["path"] == name])

    @property
    def path(self) -> Path | None:
        """The file that belongs to it, also if the last saving was not completed."""
        paths = [one["path"] for one in (*self.states, *self.savings) if one["path"] is not None]
        return Path(paths[-1]) if paths else None

    @property
    def paths(self) -> set[Path]:
        return {Path(one["path"]) for one in (*self.states, *self.savings) if one["path"] is not None}

    @property
    def overwritings(self) -> int:
        """How often it was saved over another file of which edits were pending."""
        return sum(self._overwrites(saving) for saving in self.savings)

    def _overwrites(self, saving: dict) -> bool:
        before = Line([state for state in self.states if state["at"] < saving["at"]])
        target = before.in_file(Path(saving["path"])).states
        return before.states[-1]["path"] != saving["path"] and bool(target) and target[-1]["modified"]

    def place(self, document: Document) -> int | None:
        """Where in its life a document was so last; None if it never was."""
        wanted = essence(document)
        places = [place for place, state in enumerate(self.states) if state["essence"] == wanted]
        return places[-1] if places else None

    def seconds_after(self, place: int, end: float) -> float:
        """How much work came after a place."""
        return 0.0 if place == len(self.states) - 1 else end - self.states[place + 1]["at"]

    def begin_of_edits(self) -> int:
        """The last place where it was as saved, or as it began."""
        return max((place for place, state in enumerate(self.states) if not state["modified"]), default=0)


@dataclass
class Told:
    """What a session recorded."""

    lines: dict[str, Line]
    in_flight: str | None
    """The document that something was being done with when the session was killed."""
    current: str = ""
    """The document that was open then."""

    @classmethod
    def of(cls, folder: Path) -> Told:
        lines: dict[str, Line] = {}
        in_flight, current = None, ""
        for text in (folder / RECORD).read_bytes().splitlines():
            try:
                entry = json.loads(text)
            except ValueError:
                break  # the kill cut it short, so that it never took effect
            current = entry["tag"]
            line = lines.setdefault(current, Line())
            if entry["event"] == "done":
                in_flight = None
                continue
            in_flight = current
            if entry["event"] == "state":
                line.states.append(entry)
            elif entry["event"] == "saving":
                line.savings.append(entry)
            else:
                line.is_trained = True
        return cls({tag: line for tag, line in lines.items() if line.states}, in_flight, current)


@dataclass
class Found:
    """What is there of one document."""

    saved: dict[Path, Document] = field(default_factory=dict)
    offered: dict[Path, Document] = field(default_factory=dict)
    drafts: list[Path] = field(default_factory=list)

    @property
    def documents(self) -> list[Document]:
        return [*self.saved.values(), *self.offered.values()]


def look(folder: Path) -> dict[str, Found]:
    """Open every file and every draft as the window does, take what is offered, and keep it."""
    found: dict[str, Found] = {}
    workspace = Workspace()
    failures: list[str] = []
    workspace.failed.connect(failures.append)
    files = workspace.files
    for path in (*sorted(folder.glob("*.nnstudio")), *sorted(folder.glob("*.json")), *all_drafts()):
        assert files.open(path), failures
        document = workspace.session.document
        known = found.setdefault(document.name, Found())
        known.saved[path] = document
        if files.unsaved.offered is not None:
            known.offered[path] = files.unsaved.offered.document
            files.restore()
        if files.path is None:
            known.drafts.append(path)
        else:
            assert files.save(), failures
    workspace.close()
    assert failures == []
    return found


@dataclass
class Verdict:
    """What came of one kill."""

    complaints: list[str] = field(default_factory=list)
    lost_seconds: float = 0.0
    documents: int = 0
    offers: int = 0


def judge(folder: Path, killed_at: float, kind: str) -> Verdict:
    """Whether everything is there, nothing twice, and nothing that was not lost."""
    told, verdict = Told.of(folder), Verdict()
    if kind == "window" and told.in_flight is None:
        verdict.complaints += _not_brought_back(told.current, told.lines[told.current], killed_at)
    found = look(folder)
    for tag, line in told.lines.items():
        known = found.pop(tag, Found())
        verdict.documents += 1
        verdict.offers += len(known.offered)
        lost = _lost_seconds(line, known, killed_at)
        verdict.lost_seconds = max(verdict.lost_seconds, lost)
        if lost > MOST_SECONDS:
            verdict.complaints.append(f"{tag}: {lost:.1f} s of work are lost")
        verdict.complaints += [f"{tag}: {one}" for one in _unknown(line, known)]
        if tag != told.in_flight:
            verdict.complaints += [f"{tag}: {one}" for one in _false_offers(line, known)]
    verdict.complaints += [f"{tag} was never there" for tag in found]
    verdict.complaints += _offered_again(folder)
    return verdict


def _not_brought_back(tag: str, line: Line, end: float) -> Iterator[str]:
    """The window that was open comes back at the next start, with its edits, unless it had nothing to keep yet."""
    kept = {lost.document.name for lost in lost_edits()} | {Project.open(path).document.name for path in all_drafts()}
    windows = Windows.of(QApplication.instance())
    last = LastWindows(windows)
    last.start(None)
    documents = [window.session.document for window in windows.all]
    told = [sentence for window in windows.all for sentence in window.notice.sentences]
    windows.quit()
    last.end()
    last.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    yield from (f"it is told: {sentence}" for sentence in told if not sentence.startswith("Edits that were not"))
    places = [place for place in map(line.place, documents) if place is not None]
    if (line.path is not None or tag in kept) and (not places or line.seconds_after(max(places), end) > MOST_SECONDS):
        yield "the window did not come back with its document"


def _lost_seconds(line: Line, known: Found, end: float) -> float:
    places = [place for place in map(line.place, known.documents) if place is not None]
    if places:
        return line.seconds_after(max(places), end)
    if not any(state["modified"] for state in line.states[line.begin_of_edits() :]) and line.path is None:
        return 0.0  # a template that was only looked at
    return line.seconds_after(line.begin_of_edits(), end)


def _unknown(line: Line, known: Found) -> Iterator[str]:
    for document in known.documents:
        if line.place(document) is None:
            yield "something is there that it never was"
    for path in known.saved.keys() - {*line.paths, *known.drafts}:
        yield f"{path.name} was never saved"


def _false_offers(line: Line, known: Found) -> Iterator[str]:
    for path, document in known.offered.items():
        here = line.in_file(None if path in known.drafts else path)
        saved, offered = here.place(known.saved[path]), here.place(document)
        if saved is not None and offered is not None and offered <= saved:
            yield "what is offered is older than what is saved"
        if not here.states[-1]["modified"] and offered != len(here.states) - 1:
            yield "edits are offered where all was saved"
    has_runs_in_draft = line.is_trained and any(path.suffix == ".json" for path in line.paths)
    overwritten = line.overwritings  # what was not saved of a file becomes a draft when the file is overwritten
    if len(known.drafts) > (line.path is None or has_runs_in_draft) + overwritten:
        yield f"{len(known.drafts)} drafts are there of what belongs to {line.path}"


def _offered_again(folder: Path) -> Iterator[str]:
    """All was taken over and kept: nothing is left to be offered, and nothing has become more."""
    drafts = set(all_drafts())
    if lost_edits():
        yield f"{len(lost_edits())} journals are left behind"
    for tag, known in look(folder).items():
        if known.offered:
            yield f"{tag}: what was taken over is offered again"
    if set(all_drafts()) != drafts:
        yield "there are other drafts than before"
