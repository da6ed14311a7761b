"""What would come of a value that is typed or pointed at, but not taken over yet."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Outlook:
    """A line of facts, and what would be wrong then."""

    facts: str = ""
    doubt: str = ""
    is_error: bool = False
    """Whether the doubt would keep the network from training."""
