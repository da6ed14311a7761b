"""A kind of its own with a field of every sort, so that tests of the language need nothing of the catalog."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from nnstudio.catalog.activations import ActivationFunction, Linear
from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.regularizers import Regularizer

Size = Annotated[int, Meta(ge=1)]
Margin = tuple[Annotated[int, Meta(ge=0)], Annotated[int, Meta(ge=0)]]


class Tool(Declaration, frozen=True, kw_only=True):
    """A thing to work with."""

    weight: Annotated[float, Meta(gt=0, title="Weight", description="In kilograms.")] = 1.0


class Drill(Tool, frozen=True, kw_only=True):
    """Makes holes.

    Of any depth.
    """

    speed: Annotated[int, Meta(ge=1, le=10, title="Speed", description="Turns a second.")]
    share: Annotated[float, Meta(ge=0, lt=1, title="Share", description="How much.")] = 0.5
    reverse: Annotated[bool, Meta(title="Reverse", description="Turn the other way.")] = False
    mode: Annotated[Literal["slow", "fast"], Meta(title="Mode", description="How.")] = "slow"
    grid: Annotated[tuple[Size, Size], Meta(title="Grid", description="Holes across and down.")] = (1, 1)
    feed: Annotated[tuple[Size], Meta(title="Feed", description="Millimeters a turn.")] = (1,)
    depths: Annotated[tuple[int, ...], Meta(title="Depths", description="One for each hole.")] = ()
    gaps: Annotated[tuple[Size | None, ...], Meta(title="Gaps", description="Between holes.")] = ()
    bits: Annotated[tuple[Annotated[float, Meta(gt=0)], ...], Meta(title="Bits", description="In millimeters.")] = ()
    margins: Annotated[tuple[Margin, Margin], Meta(title="Margins", description="Left free.")] = ((0, 0), (0, 0))
    name: Annotated[str, Meta(title="Name", description="What it is called.")] = ""
    notes: Annotated[tuple[str, ...], Meta(title="Notes", description="Whatever.")] = ()
    shape: Annotated[ActivationFunction, Meta(title="Shape", description="Of the hole.")] = Linear()
    limit: Annotated[Regularizer, Meta(title="Limit", description="On force.")] | None = None
    others: Annotated[tuple[Regularizer, ...], Meta(title="Others", description="More limits.")] = ()
    pressure: Annotated[float | Tool, Meta(ge=0, title="Pressure", description="In newtons, or by a tool.")] = 1.0
    rest: Annotated[int | Literal["never"], Meta(ge=1, title="Rest", description="After so many holes.")] = "never"
    seed: Annotated[int | None, Meta(ge=0, title="Seed", description="Where to begin.")] = None


class HandDrill(Drill, frozen=True, kw_only=True):
    """Makes holes without electricity."""

    crank: Annotated[bool, Meta(title="Crank", description="To turn it.")] = True
    speed: Annotated[int, Meta(ge=1, le=3, title="Speed", description="Turns a second.")] = 1
