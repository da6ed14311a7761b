"""Finding things by a few letters of their names."""
