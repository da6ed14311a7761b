"""The canvas: a network as cards and edges that are drawn, wired and moved with the mouse or the keyboard.

The session's document is the truth. `scene` mirrors it, a gesture previews what it would change, and whatever is to
last is asked of the session as one change. So nothing here has to be undone by hand.
"""
