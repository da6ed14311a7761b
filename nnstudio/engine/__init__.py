"""From a network to a plan of bound calls over preallocated arrays, and the training that runs it."""
