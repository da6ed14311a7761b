"""What a change would do, told before it is carried out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nnstudio.catalog.kernels import Shape
from nnstudio.network.change import Change
from nnstudio.network.checks import problems_of
from nnstudio.network.doctor.case import Case
from nnstudio.network.document import Document
from nnstudio.network.inside import lifted
from nnstudio.network.problem import Problem


@dataclass(frozen=True)
class Effect:
    """What is other after a change, for the nodes that it is about."""

    document: Document
    """The whole document after it."""
    shapes: tuple[Shape | None, ...]
    """What comes out of each of the nodes then; None where that cannot be known."""
    same_shapes: bool
    """Whether that is what came out before."""
    weights: int
    """The number of weight values of the nodes then."""
    more_weights: int
    """How many of them are new; negative where there are fewer."""
    more_elsewhere: int
    """How many weight values all other nodes gain by it."""
    problems: tuple[Problem, ...]
    """Those that there were not before, errors first."""
    solved: int
    """How many errors there were before and are none any more."""


@dataclass(frozen=True)
class Standing:
    """A document before a change, with all that is known of it; `path` leads to the network that is changed."""

    case: Case
    problems: tuple[Problem, ...]
    path: tuple[str, ...] = ()

    def effect(self, change: Change, node_ids: Sequence[str] = ()) -> Effect:
        """What a change of the network at the path would do to these nodes; raises NetworkError if it cannot be made.

        It reads nothing but immutable values, on any thread.
        """
        after = self.case.after(lifted(self.case.document, self.path, change))
        problems = problems_of(after)
        names = ["/".join((*self.path, name)) for name in node_ids]
        shapes, before = (tuple(case.shape(name) for name in names) for case in (after, self.case))
        weights, weights_before = (
            sum(case.inference.weight_count(name) for name in names) for case in (after, self.case)
        )
        more = after.inference.total_weights - self.case.inference.total_weights
        return Effect(
            document=after.document,
            shapes=shapes,
            same_shapes=shapes == before,
            weights=weights,
            more_weights=weights - weights_before,
            more_elsewhere=more - (weights - weights_before),
            problems=_beyond(problems, self.problems),
            solved=sum(problem.severity == "error" for problem in _beyond(self.problems, problems)),
        )


def _beyond(problems: Iterable[Problem], known: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems for which there is none like them among the known, whatever numbers their sentences name."""
    left = Counter(map(_key, known))
    found = []
    for problem in problems:
        if left[_key(problem)]:
            left[_key(problem)] -= 1
        else:
            found.append(problem)
    return tuple(found)


def _key(problem: Problem) -> tuple[str, str | None, str | None]:
    return problem.code, problem.node, problem.field
