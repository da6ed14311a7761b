"""Repairs of a problem: every proposal is tried on the document, and those that help are ranked.

A proposal helps if its problem is gone and the wiring is no worse. What it brings to light farther on, where nothing
could be known before, is mended in the same step if that takes few changes: what leads to a network that trains is all
that is offered, if there is anything.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from nnstudio.cancellation import Cancelled, never, stop_if
from nnstudio.network.checks import problems_of
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.proposals import Proposal, proposals
from nnstudio.network.doctor.repair import Repair, preview
from nnstudio.network.document import Document
from nnstudio.network.problem import Problem
from nnstudio.network.structure_checks import WIRING_CODES

_MOST_OFFERED = 5
_MOST_STEPS = 3
"""How many proposals one repair may consist of."""
_MOST_CONTINUED = 4
"""How many proposals are gone on with where none is enough by itself."""

_Key: TypeAlias = tuple[str, str | None, str | None]


def repairs(case: Case, problem: Problem, cancelled: Cancelled = never) -> tuple[Repair, ...]:
    """What mends a problem of the case, the best first; ends with CancelledError before a proposal nobody waits for."""
    before = problems_of(case)
    trials = _best([trial for trial in _Trials(cancelled).of(case, problem, before) if trial.is_mended])
    return tuple(
        Repair(trial.proposal.title, trial.proposal.change, preview(case, trial.case, problem.node, trial.errors))
        for trial in trials[:_MOST_OFFERED]
    )


@dataclass(frozen=True)
class _Trial:
    """A proposal that was carried out and helped, if only so far that something else is wrong in the same place."""

    proposal: Proposal
    case: Case
    problems: tuple[Problem, ...]
    new_errors: tuple[Problem, ...]
    is_mended: bool
    """Whether the place has a problem of that kind less."""
    lost_shapes: int
    """How many nodes had a shape and have none now."""

    @property
    def damage(self) -> tuple[int, int]:
        """Smaller is better: what broke, and what still has to be mended."""
        return self.lost_shapes, len(self.new_errors)

    @property
    def rank(self) -> tuple[bool, int, int]:
        """Smaller is better, among those of the same damage; then the order of proposals counts."""
        return self.proposal.is_last_resort, self.errors, len(self.problems) - self.errors

    @property
    def errors(self) -> int:
        """How many problems still have to be solved before training."""
        return sum(problem.severity == "error" for problem in self.problems)


@dataclass(frozen=True)
class _Trials:
    """Tries proposals as long as anyone waits for repairs."""

    cancelled: Cancelled

    def of(self, case: Case, problem: Problem, before: tuple[Problem, ...], steps: int = _MOST_STEPS) -> list[_Trial]:
        """Every proposal that helps; where all of them bring new errors to light, also with what mends those."""
        trials = self._first(case, problem, before)
        unfinished = [trial for trial in trials if trial.new_errors and not trial.proposal.is_last_resort]
        if steps > 1 and all(trial.new_errors or trial.proposal.is_last_resort for trial in trials):
            for trial in unfinished[:_MOST_CONTINUED]:
                together = (_tried(case, problem, before, proposal) for proposal in self._continued(trial, steps - 1))
                trials += [whole for whole in together if whole is not None]
        return trials

    def _first(self, case: Case, problem: Problem, before: tuple[Problem, ...]) -> list[_Trial]:
        """The proposals that help, up to as many spotless ones as are offered: no later one would come before."""
        trials: list[_Trial] = []
        spotless = 0
        for proposal in proposals(case, problem):
            stop_if(self.cancelled)
            trial = _tried(case, problem, before, proposal)
            if trial is not None:
                trials.append(trial)
                spotless += trial.damage == (0, 0) and trial.rank == (False, 0, 0)
            if spotless == _MOST_OFFERED:
                break
        return trials

    def _continued(self, trial: _Trial, steps: int) -> Iterator[Proposal]:
        """A proposal together with the best that mends the first error that it brought to light."""
        for further in _best(self.of(trial.case, trial.new_errors[0], trial.problems, steps))[:1]:
            yield trial.proposal.then(further.proposal)


def _tried(case: Case, problem: Problem, before: tuple[Problem, ...], proposal: Proposal) -> _Trial | None:
    """The document after a proposal; None if that does not help."""
    after = case.after(proposal.change)
    problems = problems_of(after)
    if any((_key(left), left.message) == (_key(problem), problem.message) for left in problems):
        return None
    is_mended = _count(problems, problem) < _count(before, problem)
    known = {_key(other) for other in before} - ({_key(problem)} if not is_mended else set())
    new = [left for left in problems if _key(left) not in known]
    errors = tuple(left for left in new if left.severity == "error")
    if not all(_may_follow(error, problem) for error in errors):
        return None
    return _Trial(proposal, after, problems, errors, is_mended, _lost_shapes(case, after))


def _may_follow(error: Problem, problem: Problem) -> bool:
    """Whether a new error may be what is left of the problem: of a doubt none, and of wiring only from wiring."""
    is_about_wiring = problem.code in WIRING_CODES or problem.code == "data"
    return problem.severity == "error" and (error.code not in WIRING_CODES or is_about_wiring)


def _best(trials: list[_Trial]) -> list[_Trial]:
    """Those that do the least damage, what gives something up last; each result once."""
    least = min((trial.damage for trial in trials), default=(0, 0))
    results: dict[Hashable, _Trial] = {}
    for trial in trials:
        if trial.damage == least:
            results.setdefault(_substance(trial.case.document), trial)
    return sorted(results.values(), key=lambda trial: trial.rank)


def _substance(document: Document) -> Hashable:
    """What a document computes and how it is trained, whatever its nodes are called and wherever they stand."""
    places = {node.id: place for place, node in enumerate(document.network.nodes)}
    nodes = tuple((node.layer, node.trainable, node.muted, node.shared_with) for node in document.network.nodes)
    edges = frozenset((places[edge.source], places[edge.target], edge.port) for edge in document.network.edges)
    return nodes, edges, document.training, document.data


def _lost_shapes(before: Case, after: Case) -> int:
    left = {name for name in before.inference.shapes if name.partition("/")[0] in after.network.by_id}
    return len(left - after.inference.shapes.keys())


def _key(problem: Problem) -> _Key:
    return problem.code, problem.node, problem.field


def _count(problems: Iterable[Problem], like: Problem) -> int:
    """How many problems of a kind there are in a place."""
    return sum((other.code, other.node) == (like.code, like.node) for other in problems)
