"""Every error that NN Studio tells a user, as one tree.

    NNStudioError
    ├── InputError            what was given cannot be used; exit status 2
    │   ├── DocumentError     a document's text, keys, types or fields
    │   ├── NetworkError      a network whose problems keep it from training
    │   ├── DataError         a data source, its columns or its values
    │   └── ProjectError      a .nnstudio file
    └── JobError              the work itself failed; exit status 1
        ├── TrainingError     a run that stopped, such as on a loss that is not finite
        └── ExchangeError     an export or import that could not be completed

Each carries one whole sentence that says what was wrong, where, and what would be right.
"""

from __future__ import annotations

from typing import ClassVar


class NNStudioError(Exception):
    """Anything that goes wrong in a way the user can be told about in a sentence."""

    exit_status: ClassVar[int] = 1

    @property
    def sentence(self) -> str:
        """The message as it is shown in the window and on the command line."""
        message: str = self.args[0]  # not str(self), which would forget how to tell it in another language
        return message


class InputError(NNStudioError):
    """What was given cannot be used as it is."""

    exit_status: ClassVar[int] = 2


class DocumentError(InputError):
    """A document cannot be read: `where` is the path inside it, `node` and `field` name the guilty ones."""

    def __init__(self, message: str, *, where: str = "", node: str | None = None, field: str | None = None) -> None:
        super().__init__(message)
        self.where = where
        self.node = node
        self.field = field


class NetworkError(InputError):
    """A network cannot be compiled as it stands; the message is its first problem."""


class DataError(InputError):
    """A data source cannot be read, or does not fit what is asked of it."""


class ProjectError(InputError):
    """A project file cannot be opened or written."""


class JobError(NNStudioError):
    """The work was begun and failed."""


class TrainingError(JobError):
    """A training stopped by itself; `node` names the first guilty one where there is one."""

    def __init__(self, message: str, *, node: str | None = None) -> None:
        super().__init__(message)
        self.node = node


class ExchangeError(JobError):
    """An export or import could not be completed."""
