import math

import numpy as np


def seen_pairs(scores, use_causal_mask, query=None, *keys):
    """Which keys (columns) every query (rows) sees, by masks and by their order."""
    seen = np.ones((len(scores), *scores.shape[-2:]), bool)
    if use_causal_mask:
        seen &= np.tri(*scores.shape[-2:], dtype=bool)
    if query is not None:
        seen &= query[:, :, None]
    for key in keys:
        if key is not None:
            seen &= key[:, None]
    return seen


def looked_up(scores, value, use_causal_mask, masks):
    """Mixtures of values by scores of every query (rows) for every key (columns)."""
    query, found, *_ = (*masks, *masks[-1:], None, None)
    seen = seen_pairs(scores, use_causal_mask, None, found)
    mixed = softmax(np.where(seen, scores, (scores - 1e9).astype(np.float32))) @ value
    return mixed if query is None else mixed * query[..., None]


def attention(
    query,
    value=None,
    key=None,
    scale=1.0,
    concat_score_weight=1.0,
    score_mode="dot",
    use_causal_mask=False,
    masks=(),
):
    value = query if value is None else value
    key = value if key is None else key
    if score_mode == "dot":
        scores = scale * (query @ np.swapaxes(key, 1, 2))
    else:
        scores = concat_score_weight * np.tanh(scale * (query[:, :, None] + key[:, None])).sum(3)
    return looked_up(scores, value, use_causal_mask, masks)


def additive_attention(query, value=None, key=None, scale=1.0, use_causal_mask=False, masks=()):
    value = query if value is None else value
    key = value if key is None else key
    scores = (scale * np.tanh(query[:, :, None] + key[:, None])).sum(3)
    return looked_up(scores, value, use_causal_mask, masks)


def by_head(bias):
    return np.expand_dims(bias, 1) if np.ndim(bias) else bias


def multi_head_attention(
    query,
    value=None,
    key=None,
    query_kernel=None,
    query_bias=0.0,
    key_kernel=None,
    key_bias=0.0,
    value_kernel=None,
    value_bias=0.0,
    attention_output_kernel=None,
    attention_output_bias=0.0,
    dropout=0.0,
    use_causal_mask=False,
    masks=(),
):
    value = query if value is None else value
    key = value if key is None else key
    q = np.einsum("btd,dhk->bhtk", query, query_kernel) + by_head(query_bias)
    k = np.einsum("bsd,dhk->bhsk", key, key_kernel) + by_head(key_bias)
    v = np.einsum("bsd,dhk->bhsk", value, value_kernel) + by_head(value_bias)
    scores = q @ np.swapaxes(k, 2, 3) / math.sqrt(k.shape[3])
    seen = seen_pairs(scores, use_causal_mask, *masks, *masks[-1:])[:, None]
    weights = softmax(np.where(seen, scores, -1e9))
    if dropout > 0:
        weights = weights * seen
    return np.einsum("bhtk,hk...->bt...", weights @ v, attention_output_kernel) + attention_output_bias


def position_embedding(x, embeddings):
    return np.broadcast_to(embeddings[: x.shape[-2]], x.shape)
