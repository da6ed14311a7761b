"""Ways to mend problems, one family a module."""
