"""A declaration with a field of every kind, and its form in a window."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import pytest
from msgspec import Meta
from PySide6.QtWidgets import QWidget

from nnstudio.catalog.declaration import Declaration
from nnstudio.studio.forms import Form
from nnstudio.studio.forms.column import Column


class Flavor(Declaration, frozen=True, kw_only=True):
    """What it tastes of."""

    kind: ClassVar[str] = "flavor"


class Plain(Flavor, frozen=True, kw_only=True):
    """Of nothing."""


class Sweet(Flavor, frozen=True, kw_only=True):
    """Of sugar."""

    sugar: Annotated[float, Meta(ge=0, title="Sugar", description="Grams a piece.")] = 1.0
    name: Annotated[str, Meta(title="Name")] = "cane"


class Fruity(Flavor, frozen=True, kw_only=True):
    """Of fruit."""

    sugar: Annotated[float, Meta(ge=0, title="Sugar", description="Grams a piece.")] = 2.0


class Cake(Declaration, frozen=True, kw_only=True):
    """Something with a setting of every kind."""

    layers: Annotated[int, Meta(ge=1, le=8, title="Layers", description="How many there are.")]
    height: Annotated[float, Meta(gt=0, title="Height", description="In centimeters.")] = 0.001
    candles: Annotated[bool, Meta(title="Candles")] = True
    shape: Annotated[Literal["round", "square"], Meta(title="Shape")] = "round"
    tin: Annotated[tuple[Annotated[int, Meta(ge=1)], Annotated[int, Meta(ge=1)]], Meta(title="Tin")] = (3, 3)
    sizes: Annotated[tuple[Annotated[int, Meta(ge=1)], ...], Meta(title="Sizes")] = (8, 8, 1)
    limit: Annotated[float, Meta(ge=0, title="Limit")] | None = None
    note: Annotated[str, Meta(title="Note")] = "fresh"
    guests: Annotated[tuple[str, ...], Meta(title="Guests")] = ()
    flavor: Annotated[Flavor, Meta(title="Flavor")] = Plain()
    glaze: Annotated[Flavor, Meta(title="Glaze")] | None = None
    sugar: Annotated[float | Flavor, Meta(ge=0, title="Sugar")] = 0.5
    rest: Annotated[int | Literal["overnight"], Meta(ge=1, title="Rest")] = "overnight"
    toppings: Annotated[tuple[Flavor, ...], Meta(title="Toppings")] = ()


class Kitchen:
    """A form whose edits change a cake, as the document's would."""

    def __init__(self, form: Form, cake: Cake) -> None:
        self.form, self.cake = form, cake
        self.edits: list[tuple[str, object]] = []
        self.steps: list[tuple[str, object]] = []
        form.edited.connect(self._edit)
        form.stepped.connect(self._step)
        form.show_values([cake])

    def input(self, name: str) -> QWidget:
        found = self.form.findChild(QWidget, f"cake.{name}")
        assert found is not None, name
        return found

    def refusal(self, name: str) -> str:
        label = self.form.findChild(QWidget, f"cake.{name}.refusal")
        return label.text() if label.isVisible() else ""

    def _edit(self, name, value):
        self.edits.append((name, value))
        self.cake = self.cake.replace(**{name: value})
        self.form.show_values([self.cake])

    def _step(self, name, value):
        self.steps.append((name, value))
        self.cake = self.cake.replace(**{name: value})
        self.form.show_values([self.cake])


@pytest.fixture
def kitchen(qtbot):
    form = Form(Cake, "cake")
    window = Column(form)
    qtbot.addWidget(window)
    window.resize(400, 1200)
    kitchen = Kitchen(form, Cake(layers=3))
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    yield kitchen
    window.close()


@pytest.fixture
def cake():
    return Cake


@pytest.fixture
def flavors():
    return {"plain": Plain, "sweet": Sweet, "fruity": Fruity}
