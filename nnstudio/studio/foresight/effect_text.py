"""The effect of a change as people read it before they make it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from nnstudio.catalog.layers.base import shape_text
from nnstudio.data.memory import as_size
from nnstudio.network.effect import Effect
from nnstudio.studio.forms.outlook import Outlook
from nnstudio.studio.language import told

_BETWEEN = " · "


def layer_outlook(effect: Effect, memory: tuple[int, int] | None = None) -> Outlook:
    """What comes of another setting of layers: shape, weights, and the memory of a training then and now."""
    parts = [_shapes(effect), _weights(effect), _elsewhere(effect), _memory(memory), _solved(effect)]
    facts = _BETWEEN.join(filter(None, parts)) or (_tr("Same shape and weights") if not effect.problems else "")
    return _outlook(facts, effect)


def training_outlook(effect: Effect, rows: int | None, memory: tuple[int, int] | None = None) -> Outlook:
    """What comes of another training setting, with data of so many rows: steps, and the memory then and now."""
    facts = _BETWEEN.join(filter(None, [_steps(effect, rows), _memory(memory), _solved(effect)]))
    return _outlook(facts, effect)


def _outlook(facts: str, effect: Effect) -> Outlook:
    if not effect.problems:
        return Outlook(facts)
    first = effect.problems[0]
    return Outlook(facts, told(first.message), is_error=first.severity == "error")


def _shapes(effect: Effect) -> str:
    known = {shape_text(shape) for shape in effect.shapes if shape is not None}
    if effect.same_shapes or not known:
        return ""
    return _tr("Gives {shape}").format(shape=", ".join(sorted(known)))


def _weights(effect: Effect) -> str:
    if not effect.more_weights or None in effect.shapes:
        return ""
    text = _tr("1 weight, {more}") if effect.weights == 1 else _tr("{count} weights, {more}")
    return text.format(count=f"{effect.weights:,}", more=_more(effect.more_weights))


def _elsewhere(effect: Effect) -> str:
    if not effect.more_elsewhere or None in effect.shapes:
        return ""
    return _tr("{more} in other layers").format(more=_more(effect.more_elsewhere))


def _memory(memory: tuple[int, int] | None) -> str:
    """Nothing where it is the same to the reader."""
    if memory is None or as_size(memory[0]) == as_size(memory[1]):
        return ""
    more = memory[1] - memory[0]
    sign = "+" if more > 0 else "\N{MINUS SIGN}"
    return _tr("{size} to train, {more}").format(
        size=told(as_size(memory[1])), more=f"{sign}{told(as_size(abs(more)))}"
    )


def _solved(effect: Effect) -> str:
    if not effect.solved or effect.problems:
        return ""
    one = effect.solved == 1
    return _tr("solves 1 problem") if one else _tr("solves {count} problems").format(count=effect.solved)


def _steps(effect: Effect, rows: int | None) -> str:
    if not rows:
        return ""
    training = effect.document.training
    each = -(-rows // training.batch_size)
    text = _tr("1 step an epoch, {all} in all") if each == 1 else _tr("{steps} steps an epoch, {all} in all")
    return text.format(steps=f"{each:,}", all=f"{each * training.epochs:,}")


def _more(count: int) -> str:
    """A difference with its sign."""
    return f"{count:+,}".replace("-", "\N{MINUS SIGN}")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Effect", text)
