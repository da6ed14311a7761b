"""What becomes of a patient who does what the doctor says first."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Any

from nnstudio.engine.trainer import Trainer
from nnstudio.errors import NNStudioError
from nnstudio.network.change import apply
from nnstudio.network.checks import first_error
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.doctor import repairs
from nnstudio.network.doctor.repair import Repair
from nnstudio.network.document import Document
from nnstudio.network.problem import Problem
from tests.network.broken.patient import Patient

MOST_STEPS = 4
_AXES = re.compile(
    r"feature|unit|channel|step|height|width|axis|axes|filter|token|index|indices|number|depth|vector|value|weight"
)


@dataclass
class Report:
    """What was told of a patient, and what came of it."""

    problems: tuple[Problem, ...] = ()
    steps: list[str] = field(default_factory=list)
    """The repairs that were carried out, one after the other."""
    complaints: list[str] = field(default_factory=list)
    """What went otherwise than it should."""

    @property
    def is_ill(self) -> bool:
        return first_error(self.problems) is not None


def trained(patient: Patient) -> str:
    """Why two epochs do not end with a finite loss; empty if they do."""
    try:
        data = patient.prepared()
        trainer = Trainer(patient.document, data, threads=1)
        while not trainer.finished:
            trainer.advance()
        trainer.finish()
        figures = trainer.history.columns().get("loss", [math.nan])
    except NNStudioError as error:
        return f"{type(error).__name__}: {error}"
    return "" if all(map(math.isfinite, figures)) else "The loss is not finite."


def treated(patient: Patient, known: frozenset[str] = frozenset()) -> Report:
    """Do what the doctor says first until nothing keeps the network from training; then train it.

    `known` are the codes of doubts that there were before, when it was well.
    """
    case = patient.case()
    report = Report(patient.problems())
    for problem in report.problems:
        report.complaints += _faults_of_sentence(case, problem)
    _look_at_repairs(case, report)
    while (problem := _next(patient)) is not None:
        if len(report.steps) == MOST_STEPS:
            report.complaints.append(f"still ill: {problem.code} {problem.message}")
            return report
        found = repairs(patient.case(), problem)
        if not found:
            report.complaints.append(f"no repair: {problem.code} {problem.message}")
            return report
        report.steps.append(found[0].title)
        patient = patient.after(found[0].change)
    reason = trained(patient)
    if reason:
        what = "does not train" if report.steps else "nothing told, but does not train"
        report.complaints.append(f"{what}: {reason}")
    if not report.steps:
        report.complaints += _doubts(patient, known)
    return report


def _next(patient: Patient) -> Problem | None:
    """The problem to solve next: what keeps it from training, or what is told of a training that runs away."""
    problems = patient.problems()
    error = first_error(problems)
    if error is None and problems and "not finite" in trained(patient):
        return problems[0]
    return error


def _doubts(patient: Patient, known: frozenset[str]) -> list[str]:
    """What is wrong with the first repair of each doubt."""
    complaints, case = [], patient.case()
    for problem in patient.problems():
        if problem.code in known:
            continue
        found = repairs(case, problem)
        if not found:
            complaints.append(f"no repair of a doubt: {problem.code} {problem.message}")
            continue
        after = patient.after(found[0].change)
        reason = trained(after)
        if reason:
            complaints.append(f"does not train after a doubt: {problem.code}, {found[0].title}: {reason}")
    return complaints


def _look_at_repairs(case: Case, report: Report) -> None:
    """No two repairs have one title or do one thing, and each can be undone."""
    for problem in report.problems[:3]:
        offered = repairs(case, problem)
        documents = [apply(case.document, repair.change) for repair in offered]
        results = [without_names(document) for document in documents]
        if len({repair.title for repair in offered}) < len(offered):
            report.complaints.append(f"two repairs of one title: {problem.code} {_titles(offered)}")
        if any(result in results[:place] for place, result in enumerate(results)):
            report.complaints.append(f"two repairs do the same: {problem.code} {_titles(offered)}")
        for repair, document in zip(offered, documents, strict=True):
            if apply(document, repair.change.inverse()) != case.document:
                report.complaints.append(f"not undone: {repair.title}")


def _titles(offered: tuple[Repair, ...]) -> str:
    return " | ".join(repair.title for repair in offered)


def _faults_of_sentence(case: Case, problem: Problem) -> list[str]:
    """A problem of shapes names the node, those before it, and axes."""
    faults = []
    if not re.search(r"[.”]$", problem.message) or "  " in problem.message:
        faults.append(f"no sentence: {problem.message}")
    if problem.code == "shape" and problem.node is not None:
        *path, name = problem.node.split("/")
        network = case.network
        for block in path:
            network = network.by_id[block].layer.network  # type: ignore[attr-defined]
        sources = [edge.source for edge in network.incoming[name]]
        missing = [node for node in (*path, name, *sources) if f"“{node}”" not in problem.message]
        if missing:
            faults.append(f"does not name {missing}: {problem.message}")
        if not _AXES.search(problem.message):
            faults.append(f"names no axes: {problem.message}")
    elif (
        problem.code != "nothing-to-learn"
        and problem.node is not None
        and f"“{problem.node.split('/')[-1]}”" not in problem.message
    ):
        faults.append(f"does not name its node {problem.node}: {problem.code} {problem.message}")
    return faults


def without_names(document: Document) -> tuple[Any, ...]:
    """What a document computes and how it is trained, whatever its nodes are called and wherever they stand."""
    places = {node.id: place for place, node in enumerate(document.network.nodes)}
    nodes = [(node.layer, node.trainable, node.muted, node.shared_with) for node in document.network.nodes]
    edges = {(places[edge.source], places[edge.target], edge.port) for edge in document.network.edges}
    return nodes, edges, document.training, document.data
