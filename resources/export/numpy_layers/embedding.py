import numpy as np


def embedding(x, embeddings):
    return embeddings[np.asarray(x).astype(int).clip(0, len(embeddings) - 1)]


def embedding_mask(x):
    return np.asarray(x) != 0


def masking(x, mask_value=0.0):
    return np.where((x != mask_value).any(-1, keepdims=True), x, 0)


def masking_mask(x, mask_value=0.0):
    return (x != mask_value).any(-1)
