"""What can be placed on the canvas or chosen in a form: one declaration per thing."""
