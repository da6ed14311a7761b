"""The files that data is read from. Importing the package imports its modules, so that every reader is known."""

import importlib
import pkgutil

for _module in pkgutil.iter_modules(__path__, f"{__name__}."):
    importlib.import_module(_module.name)
