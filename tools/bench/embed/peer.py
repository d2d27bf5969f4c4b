"""sentence-transformers' side of the embedding benchmark: obeys JSON lines on stdin, answers each on stdout."""

import json
import sys
import time

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer

torch.set_num_threads(int(sys.argv[2]))
transformer = Transformer(sys.argv[1], max_seq_length=256)
pooling = Pooling(384, pooling_mode="mean")
model = SentenceTransformer(modules=[transformer, pooling, Normalize()], device="cpu").float()

for line in sys.stdin:
    message = json.loads(line)
    now = time.process_time if message["clock"] == "cpu" else time.perf_counter
    start = now()
    vectors = model.encode(message["texts"], batch_size=32, show_progress_bar=False)
    print(json.dumps({"seconds": now() - start, "first": vectors[0].tolist()}), flush=True)
