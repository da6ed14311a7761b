"""Runs `random_breaking`."""

import sys

from tests.network.broken.random_breaking import main

sys.exit(main())
