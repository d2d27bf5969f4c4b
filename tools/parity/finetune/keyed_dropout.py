"""Dropout of PyTorch with the masks of cloze: Threefry-2x32 of 20 rounds (Salmon et al., 2011), 16 bits an element."""

import numpy as np
import torch

ROTATIONS = ([13, 15, 26, 6], [17, 29, 16, 24])


class KeyedDropout:
    """Stands for torch.nn.functional.dropout; each call of a forward pass takes the next key.

    Examples are end to end in the masks, and padded here: hidden states number their elements by row, attention probabilities by head, row
    and column, with as many columns as the longest example, rounded up to a multiple of 4.
    """

    def __init__(self, keys):
        self.steps = iter(keys)

    def begin(self, starts, rows=None):
        """A forward pass over examples that start there; `rows` are those whose hidden states the head reads, where not all are."""
        self.keys, self.starts, self.rows = list(next(self.steps)), starts, rows

    def __call__(self, x, p=0.5, training=True, inplace=False):
        if not training or p == 0:
            return x
        key = self.keys.pop(0)
        return x * torch.from_numpy({2: self.of_examples, 3: self.of_states, 4: self.of_attention}[x.dim()](key, p, x.shape))

    def of_examples(self, key, p, shape):
        return mask(key, p, shape[0] * shape[1]).reshape(shape)

    def of_states(self, key, p, shape):
        tokens, width = self.starts[-1], shape[2]
        flat = np.ones((tokens, width), np.float32)
        # What the head reads comes last.
        rows = np.arange(tokens) if self.rows is None or self.keys else np.array(self.rows)
        flat[rows] = mask(key, p, len(rows) * width).reshape(len(rows), width)
        out = np.ones(shape, np.float32)
        for i, (a, b) in enumerate(zip(self.starts, self.starts[1:])):
            out[i, : b - a] = flat[a:b]
        return out

    def of_attention(self, key, p, shape):
        starts, heads = self.starts, shape[1]
        columns = -(-max(b - a for a, b in zip(starts, starts[1:])) // 4) * 4
        flat = mask(key, p, heads * starts[-1] * columns).reshape(heads, starts[-1], columns)
        out = np.ones(shape, np.float32)
        for i, (a, b) in enumerate(zip(starts, starts[1:])):
            out[i, :, : b - a, : b - a] = flat[:, a:b, : b - a]
        return out


def mask(key, p, count):
    """0 for a share p of the elements, else what keeps the mean."""
    threshold = round(p * 65536)
    blocks = np.arange(-(-count // 4), dtype=np.uint32)
    first, second = threefry(key, blocks)
    words = [first & 0xFFFF, first >> np.uint32(16), second & 0xFFFF, second >> np.uint32(16)]
    kept = np.stack(words, 1).reshape(-1)[:count] >= threshold
    return kept.astype(np.float32) * np.float32(65536 / (65536 - threshold))


def threefry(key, counters):
    """Two words for each counter, whose upper word is 0."""
    with np.errstate(over="ignore"):
        words = [np.uint32(key[0]), np.uint32(key[1])]
        words.append(np.uint32(0x1BD11BDA) ^ words[0] ^ words[1])
        x, y = counters + words[0], np.zeros_like(counters) + words[1]
        for i in range(5):
            for bits in ROTATIONS[i % 2]:
                x = x + y
                y = ((y << np.uint32(bits)) | (y >> np.uint32(32 - bits))) ^ x
            x, y = x + words[(i + 1) % 3], y + words[(i + 2) % 3] + np.uint32(i + 1)
        return x, y
