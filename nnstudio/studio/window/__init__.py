"""The windows of the program, and what stands where in them."""
