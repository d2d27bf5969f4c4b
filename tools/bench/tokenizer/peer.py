"""Hugging Face `tokenizers` in the tokenizer benchmark: obeys JSON lines on stdin, answers with JSON lines on stdout.

    {"do": "load", "tokenizer": FOLDER, "file": F}        lines of F, read but not yet encoded
    {"do": "encode"}                                      every line alone: seconds, tokens and a checksum of ids and offsets
    {"do": "encode_batch"}                                all lines in one call, on RAYON_NUM_THREADS threads
    {"do": "train", "files": [F], "size": n, "from": "files" | "documents"}   seconds from files to vocabulary
    {"do": "memory"}                                      peak resident bytes
"""

import json
import os
import resource
import sys
import time
from itertools import accumulate

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

state = {}


def load(message):
    state["tokenizer"] = Tokenizer.from_file(os.path.join(message["tokenizer"], "tokenizer.json"))
    state["tokenizer"].no_padding()
    state["tokenizer"].no_truncation()
    with open(message["file"], encoding="utf-8", newline="\n") as file:
        state["lines"] = file.read().split("\n")
    return {}


def utf16_places(line):
    """For each code point's place, and for the end, that of its first UTF-16 code unit."""
    return [0, *accumulate(1 + (character > "\uffff") for character in line)]


def checksum(encodings):
    """Hashes of all ids and of all offsets (in UTF-16 code units) in their order, as cloze-side.ts has them."""
    tokens = ids = offsets = 0
    for line, encoding in zip(state["lines"], encodings):
        places = utf16_places(line)
        tokens += len(encoding.ids)
        for value in encoding.ids:
            ids = (ids * 1_000_003 + value) % 2_147_483_647
        for pair in encoding.offsets:
            for place in pair:
                offsets = (offsets * 1_000_003 + places[place]) % 2_147_483_647
    return {"tokens": tokens, "ids": ids, "offsets": offsets}


def encode(_):
    tokenizer = state["tokenizer"]
    start = time.perf_counter()
    encodings = [tokenizer.encode(line) for line in state["lines"]]
    seconds = time.perf_counter() - start
    return {"seconds": seconds, **checksum(encodings)}


def encode_batch(_):
    start = time.perf_counter()
    encodings = state["tokenizer"].encode_batch(state["lines"])
    seconds = time.perf_counter() - start
    return {"seconds": seconds, **checksum(encodings)}


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def train(message):
    start = time.perf_counter()
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    trainer = trainers.WordPieceTrainer(
        vocab_size=message["size"], min_frequency=2, limit_alphabet=1000, special_tokens=special, show_progress=False
    )
    if message["from"] == "files":
        tokenizer.train(message["files"], trainer)
    else:
        tokenizer.train_from_iterator(map(read, message["files"]), trainer, length=len(message["files"]))
    return {"seconds": time.perf_counter() - start, "entries": tokenizer.get_vocab_size()}


def memory(_):
    return {"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}


answers = {"load": load, "encode": encode, "encode_batch": encode_batch, "train": train, "memory": memory}
for line in sys.stdin:
    message = json.loads(line)
    try:
        answer = answers[message["do"]](message)
    except Exception as error:  # told to the other end, which stops
        answer = {"error": repr(error)}
    print(json.dumps(answer), flush=True)
