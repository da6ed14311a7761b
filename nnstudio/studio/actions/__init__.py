"""What can be done: each action declared once, with its name and its keys."""
