"""Data: from a sample or a file to arrays that a network trains on."""
