"""Products along long rows, done in pieces that OpenBLAS takes as they are.

Before it multiplies, OpenBLAS packs matrices anew, which takes longer than the product itself where one matrix is
small and the other long. Products up to a size it does without that: cut into such pieces along the rows, those of
few places and results run up to twice as fast.
"""

from __future__ import annotations

from nnstudio.catalog.kernels import Array
from nnstudio.engine.slices import bounds_of

SMALL_PRODUCT = 1_000_000
"""Up to so many multiplications OpenBLAS does without packing first: with AVX-512 215 GFLOP/s instead of 155."""
_SHORTEST_PIECE = 128
_SHORTEST_PART = 24


def piece_count(multiplications: int, length: int) -> int:
    """The fewest equal pieces of rows of this length that make small products of one with so many for each column.

    One, where that would make pieces that are too short to be worth it.
    """
    fewest = max(1, -(-multiplications * length // SMALL_PRODUCT))
    most = length // _SHORTEST_PIECE
    return next((count for count in range(fewest, most + 1) if length % count == 0), 1)


def small_parts(length: int, multiplications: int) -> list[slice]:
    """Rows in parts that make small products of one with so many for each row; all at once if they were too short."""
    most = SMALL_PRODUCT // multiplications
    return bounds_of(length, -(-length // most) if most >= _SHORTEST_PART else 1)


def in_pieces(matrix: Array, count: int) -> Array:
    """The columns of a matrix in so many pieces: (pieces, rows, columns of a piece)."""
    return matrix.reshape(len(matrix), count, -1).swapaxes(0, 1)
