"""Sums of products of every channel with filters of its own, and both of their gradients."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
from numpy.lib.stride_tricks import as_strided

from nnstudio.catalog.kernels import Array, Calls, Context, Shape
from nnstudio.catalog.layers.convolution.phases import Phase, phases_of
from nnstudio.catalog.layers.windows import Sliding, Window

_KERNEL_VALUES = 2**15
"""How many values of the kernel stand side by side at most: few enough to stay in a near cache (128 kB in float32)."""


class Channelwise:
    """The linear map of a depthwise convolution, whole lines of the input at a time.

    Channels are few numbers to work on at once, but side by side with their neighbors along a line they are many, if
    the kernel stands as often side by side with itself. Where the window strides, this holds for each of its phases.
    Sequences are pictures of one line. The kernel has the shape (*window, channels, multiplier), and a result's
    channels are those of the input, each as often as the multiplier says.
    """

    def __init__(self, sliding: Sliding, channels: int, multiplier: int, batch: int, ctx: Context) -> None:
        self._sliding = sliding = _over_pictures(sliding)
        self._phases = phases_of(sliding)
        self._batch, self._channels, self._multiplier, self._ctx = batch, channels, multiplier, ctx
        self._in_one_step = max(multiplier, *sliding.window.strides) == 1
        self._reads_in_place = self._in_one_step and sliding.padded_lengths == sliding.lengths
        self._rooms = [] if self._reads_in_place else [self._room(index) for index in range(len(self._phases))]

    def forward(self, x: Array, kernel: Array, out: Array) -> Calls:
        """out = windows · kernel, channel by channel."""
        yield from self._lay_out(self._pictures(x))
        total = out.reshape(self._batch, *self._sliding.counts, -1)
        part = total
        for index, phase in enumerate(self._phases):
            yield from self._sums(self._windows(x, index), self._filters(kernel, phase), part)
            if index:
                yield partial(np.add, total, part, total)
            elif len(self._phases) > 1:
                part = self._ctx.empty(total.shape)

    def backward(self, x: Array, dout: Array, dx: Array | None, kernel: Array, dkernel: Array) -> Calls:
        """dkernel = Σ windows · dout; dx = windows of dout · the kernel turned around; channel by channel."""
        dresult = dout.reshape(self._batch, *self._sliding.counts, -1)
        for index, phase in enumerate(self._phases):
            yield from self._products(self._windows(x, index), dresult, self._filters(dkernel, phase))
        if dx is not None:
            yield from self._input_gradient(dresult, kernel, self._pictures(dx))

    def _room(self, index: int) -> Array:
        """Room for the positions of a phase, of which those around the input stay zero."""
        lengths = self._phases[index].lengths
        room = self._ctx.keep(f"phase {index}", (self._batch, *lengths, self._channels * self._multiplier))
        room.fill(0)
        return room

    def _lay_out(self, x: Array) -> Calls:
        """Copy the positions of each phase to where they stand side by side, once for each filter of a channel."""
        for phase, room in zip(self._phases, self._rooms, strict=not self._reads_in_place):
            by_filter = room.reshape(*room.shape[:-1], self._channels, self._multiplier)
            yield partial(np.copyto, by_filter[:, *phase.inside], x[:, *phase.source][..., None])

    def _windows(self, x: Array, index: int) -> Array:
        """What lies under every window of a phase."""
        phase = self._phases[index]
        source = self._pictures(x) if self._reads_in_place else self._rooms[index]
        return _lines(source, phase, phase.start, self._sliding.counts)

    def _input_gradient(self, dresult: Array, kernel: Array, dx: Array) -> Calls:
        """dx = for each phase, what lies under windows of the gradient with zeros around it · the kernel backwards."""
        before = tuple(map(max, *(phase.reach for phase in self._phases), (0, 0)))
        lengths = map(max, *(phase.lengths for phase in self._phases), (0, 0))
        padded = self._ctx.zeros((self._batch, *map(sum, zip(before, lengths, strict=True)), dresult.shape[-1]))
        inside = (slice(first, first + count) for first, count in zip(before, self._sliding.counts, strict=True))
        yield partial(np.copyto, padded[:, *inside], dresult)
        if len(self._phases) < math.prod(self._sliding.window.strides):
            yield partial(dx.fill, 0)
        for phase in self._phases:
            if 0 in phase.source_lengths:
                continue
            start = tuple(
                first - reach + there.start
                for first, reach, there in zip(before, phase.reach, phase.inside, strict=True)
            )
            windows = _lines(padded, phase, start, phase.source_lengths)
            filters = self._filters(kernel, phase)[::-1, ::-1]
            yield from self._sums_over_filters(windows, filters, dx[:, *phase.source])

    def _sums_over_filters(self, windows: Array, kernel: Array, result: Array) -> Calls:
        """result = Σ over places and over the filters of a channel of windows · kernel."""
        if self._in_one_step:
            yield from self._sums(windows, kernel, result)
            return
        by_filter = self._ctx.empty((*result.shape, self._multiplier))
        yield from self._sums(windows, kernel, by_filter)
        yield partial(np.copyto, result, by_filter[..., 0])
        for index in range(1, self._multiplier):
            yield partial(np.add, result, by_filter[..., index], result)

    def _sums(self, windows: Array, kernel: Array, result: Array) -> Calls:
        """result = Σ over places of windows · kernel, as many positions at a time as the kernel stands side by side."""
        lines = result.reshape(*result.shape[:2], -1)
        row = self._row_of(kernel.shape, lines.shape[-1])
        yield partial(np.copyto, row, kernel[:, :, None])
        filters = row.reshape(*kernel.shape[:2], -1)
        for part in _parts(lines.shape[-1], filters.shape[-1]):
            some = filters[..., : part.stop - part.start]
            yield partial(np.einsum, "nrijk,ijk->nrk", windows[..., part], some, out=lines[..., part])

    def _products(self, windows: Array, dresult: Array, dkernel: Array) -> Calls:
        """dkernel = Σ over samples and positions of windows · dresult."""
        lines = dresult.reshape(*dresult.shape[:2], -1)
        row = self._row_of(dkernel.shape, lines.shape[-1])
        total = self._ctx.empty(dkernel.shape)
        for part in _parts(lines.shape[-1], math.prod(row.shape[2:])):
            products = row[:, :, : (part.stop - part.start) // row.shape[-1]]
            flat = products.reshape(*dkernel.shape[:2], -1)
            yield partial(np.einsum, "nrijk,nrk->ijk", windows[..., part], lines[..., part], out=flat)
            yield partial(np.add.reduce, products, 2, None, total if part.start else dkernel)
            if part.start:
                yield partial(np.add, dkernel, total, dkernel)

    def _row_of(self, kernel: Shape, values: int) -> Array:
        """Room for a kernel as often side by side as fits into a line of so many values and into a near cache."""
        height, width, channels = kernel
        positions = min(values // channels, max(1, _KERNEL_VALUES // math.prod(kernel)))
        return self._ctx.empty((height, width, positions, channels))

    def _pictures(self, x: Array) -> Array:
        """Inputs, or their gradient, as pictures."""
        return x.reshape(self._batch, *self._sliding.lengths, -1)

    def _filters(self, kernel: Array, phase: Phase) -> Array:
        """What a kernel has for the places of a phase: (height, width, channels · multiplier)."""
        return kernel.reshape(*self._sliding.window.size, -1)[phase.places]


def _over_pictures(sliding: Sliding) -> Sliding:
    """The same for pictures, which sequences are of one line."""
    window = sliding.window
    if window.rank == 2:
        return sliding
    flat = Window(window.field, (1, *window.size), (1, *window.strides), window.padding, (1, *window.rates))
    return Sliding(flat, lengths=(1, *sliding.lengths), counts=(1, *sliding.counts))


def _lines(pictures: Array, phase: Phase, start: Shape, counts: Shape) -> Array:
    """What every place of a phase meets along a line: (batch, rows, *places, columns · channels)."""
    found = pictures[:, start[0] :, start[1] :]
    of_sample, of_row, of_column, of_channel = found.strides
    (down, across), (rows, columns) = phase.rates, counts
    return as_strided(
        found,
        (len(found), rows, *phase.size, columns * found.shape[-1]),
        (of_sample, of_row, of_row * down, of_column * across, of_channel),
        writeable=False,
    )


def _parts(values: int, most: int) -> list[slice]:
    """A line in parts of at most so many values."""
    return [slice(start, min(start + most, values)) for start in range(0, values, most)]
