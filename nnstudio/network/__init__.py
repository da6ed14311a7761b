"""The document: nodes and edges as immutable values, edits that can be undone, shapes, and problems with repairs."""
