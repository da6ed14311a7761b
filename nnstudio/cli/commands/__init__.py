"""One command a module: `parser()` declares its arguments, `run(arguments)` does it and returns the exit status."""
