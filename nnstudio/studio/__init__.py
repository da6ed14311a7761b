"""The Qt application: the only package that knows PySide6 and pyqtgraph."""
