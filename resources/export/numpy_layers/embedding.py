import numpy as np


def embedding(x, embeddings):
    return embeddings[np.asarray(x).astype(int)]
