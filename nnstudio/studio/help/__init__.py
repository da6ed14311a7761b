"""What is to be known about everything in the catalog."""
