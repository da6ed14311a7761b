"""The built-in data sets. Importing the package imports its modules, so that every sample is known by name."""

import importlib
import pkgutil

for _module in pkgutil.iter_modules(__path__, f"{__name__}."):
    importlib.import_module(_module.name)
