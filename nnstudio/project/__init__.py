"""Everything that is kept: project files with runs and checkpoints, the journal of unsaved edits, recent files."""
