"""The files of a window: opened, saved, kept where they were not saved, and found again."""
