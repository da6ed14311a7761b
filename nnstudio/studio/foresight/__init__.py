"""What would come of a change before it is made."""
