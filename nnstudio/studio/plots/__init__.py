"""Plots that know nothing of networks: numbers in, pictures out.

Import the modules one by one: those that draw with pyqtgraph take a quarter of a second to load, which the window
spends after its first frame.
"""
