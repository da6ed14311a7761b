"""Everything that might mend a problem, as changes of the document that shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from msgspec import structs

from nnstudio.errors import NetworkError
from nnstudio.network.change import Change
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.remedy import remedies_for
from nnstudio.network.inside import blocks_on, inside, lifted, with_arriving_shapes
from nnstudio.network.problem import Problem
from nnstudio.network.room import with_room
from nnstudio.sentence import Sentence


@dataclass(frozen=True)
class Proposal:
    """A change that might mend a problem, and what it would be called."""

    title: str
    change: Change
    is_last_resort: bool = False

    def then(self, other: Proposal) -> Proposal:
        """Both of them in one step."""
        title = Sentence(
            "{first}, then {next}", first=Sentence.of(self.title), next=Sentence.of(other.title).continued()
        )
        steps = self.change.steps + other.change.steps
        return Proposal(title, Change(title, steps), self.is_last_resort or other.is_last_resort)


def proposals(case: Case, problem: Problem) -> Iterator[Proposal]:
    """The repairs that came with the problem, then those of the remedies; each change is named like its repair."""
    for fix in problem.fixes:
        yield _proposal(fix.label, fix.change)
    *path, name = (problem.node or "").split("/")
    if len(blocks_on(case.network, path)) < len(path):
        return
    inner = _inside(case, path)
    local = structs.replace(problem, node=name) if path else problem
    for remedy in remedies_for(problem):
        for fix in remedy.proposals(inner, local):
            change = with_room(inner.document, fix.change)
            try:
                yield _proposal(fix.label, lifted(case.document, path, change), remedy.is_last_resort)
            except NetworkError:  # a linked block that would hold itself
                continue


def _inside(case: Case, path: Sequence[str]) -> Case:
    """The network at a path of blocks, with what arrives at its Inputs."""
    if not path:
        return case
    inference = case.inference
    for name in path:
        inference = inference.inside(name)
    return Case(with_arriving_shapes(inside(case.document, path), inference), inference)


def _proposal(title: str, change: Change, is_last_resort: bool = False) -> Proposal:
    return Proposal(title, Change(title, change.steps), is_last_resort)
