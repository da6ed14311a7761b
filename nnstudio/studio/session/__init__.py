"""What is open in a window, and what is known about it."""
