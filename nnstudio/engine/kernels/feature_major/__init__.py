"""Recurrent layers on arrays that have features along rows and samples along columns.

So every gate is one block of memory, and one call computes several of them: a single tanh gives all gates of a step,
as σ(z) = ½ + ½ · tanh(z / 2). In the loop over the steps remain a product and a handful of calls. What does not wait
for the step before is done for a whole stretch of steps: forward the products with the inputs, where a layer has such
that are not one with the state's, a stretch ahead of the loop; backward the gradients of the weights, a stretch behind
it. Another thread can do that meanwhile. Cutting the batch instead is worth it for large layers alone: two threads
that make small calls wait for each other more than they compute.

- `kernel` binds the two passes, whatever the layer;
- `steps` holds what is read and given at every step;
- `recurrence` says what a kind of layer tells of itself, and `lstm`, `gru` and `simple` tell it;
- `products` turns the kernels into this order, and gradients out of it;
- `way_back` goes through the steps backward, and `sums` gathers the gradients of the weights.
"""
