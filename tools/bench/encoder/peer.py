"""The PyTorch side of the encoder benchmark: obeys JSON lines on stdin, answers with JSON lines on stdout.

    {"do": "load", "folder": F, "threads": 2, "dropout": 0.1, "style": "transformers" | "transformers-sparse", "task": "train" | "forward"}
    {"do": "loss", "batch": {...}}                   masked-language-model loss, dropout off
    {"do": "train", "batch": {...}, "steps": n}      seconds of each step: forward, loss, backward, clip, fused AdamW
    {"do": "forward", "batches": [...]}              seconds for all of them, last hidden states
    {"do": "last", "batch": {...}}                   last hidden states of the last token of every row
    {"do": "reset"}, {"do": "memory"}                peak resident bytes since the reset

A batch is {"ids", "types": [[...]], "lengths": [...], "labels": [[... -100 ...]]}; rows are padded here where lengths differ.
"""

import json
import resource
import sys
import time

import torch
from transformers import BertForMaskedLM, BertModel
from transformers.utils import logging

logging.set_verbosity_error()
logging.disable_progress_bar()


def tensors(batch):
    longest = max(len(row) for row in batch["ids"])
    pad = lambda rows, value: torch.tensor([row + [value] * (longest - len(row)) for row in rows])
    ids = pad(batch["ids"], 0)
    mask = pad([[1] * len(row) for row in batch["ids"]], 0)
    same = all(len(row) == longest for row in batch["ids"])
    labels = pad(batch["labels"], -100) if "labels" in batch else None
    return ids, (None if same else mask), labels


class Full:
    """BertForMaskedLM as it is: logits at every position."""

    def __init__(self, model):
        self.model = model

    def loss(self, ids, mask, labels):
        return self.model(input_ids=ids, attention_mask=mask, labels=labels).loss


class Sparse:
    """The same model with its head at the target positions only."""

    def __init__(self, model):
        self.model = model

    def loss(self, ids, mask, labels):
        hidden = self.model.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        chosen = labels.ne(-100)
        return torch.nn.functional.cross_entropy(self.model.cls(hidden[chosen]), labels[chosen])


def load(message):
    torch.set_num_threads(message["threads"])
    torch.manual_seed(1)
    drop = {"hidden_dropout_prob": message["dropout"], "attention_probs_dropout_prob": message["dropout"]}
    if message["task"] == "forward":
        model = BertModel.from_pretrained(message["folder"], attn_implementation="sdpa", add_pooling_layer=False, dtype=torch.float32)
        return model.eval(), None, None
    model = BertForMaskedLM.from_pretrained(message["folder"], attn_implementation="sdpa", dtype=torch.float32, **drop)
    decay = [p for p in model.parameters() if p.dim() > 1]
    plain = [p for p in model.parameters() if p.dim() <= 1]
    groups = [{"params": decay, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=1e-4, fused=True)
    return model, (Sparse if message["style"] == "transformers-sparse" else Full)(model), optimizer


def train_step(model, head, optimizer, batch):
    ids, mask, labels = tensors(batch)
    loss = head.loss(ids, mask, labels)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return loss.item()


def now(message):
    """Seconds, of the wall's clock or of this process on all processors."""
    return time.process_time() if message.get("clock") == "cpu" else time.perf_counter()


def reset_peak():
    """Counts the peak of resident memory from now on; Linux only."""
    if sys.platform == "linux":
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")


def peak_bytes():
    if sys.platform != "linux":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM:"))


model = head = optimizer = None
for line in sys.stdin:
    message = json.loads(line)
    what = message["do"]
    if what == "load":
        model, head, optimizer = load(message)
        answer = {"torch": torch.__version__, "capability": torch.backends.cpu.get_cpu_capability(), "parameters": sum(p.numel() for p in model.parameters())}
    elif what == "loss":
        model.eval()
        with torch.no_grad():
            answer = {"loss": head.loss(*tensors(message["batch"])).item()}
    elif what == "train":
        model.train()
        seconds = []
        for _ in range(message["steps"]):
            start = now(message)
            train_step(model, head, optimizer, message["batch"])
            seconds.append(now(message) - start)
        answer = {"seconds": seconds}
    elif what == "forward":
        with torch.inference_mode():
            start = now(message)
            total = 0.0
            for batch in message["batches"]:
                ids, mask, _ = tensors(batch)
                total += model(input_ids=ids, attention_mask=mask).last_hidden_state[0, 0, 0].item()
            answer = {"seconds": [now(message) - start], "check": total}
    elif what == "last":
        with torch.inference_mode():
            ids, mask, _ = tensors(message["batch"])
            hidden = model(input_ids=ids, attention_mask=mask).last_hidden_state
            ends = torch.tensor([len(row) - 1 for row in message["batch"]["ids"]])
            answer = {"last": hidden[torch.arange(len(ends)), ends].flatten().tolist()}
    elif what == "reset":
        reset_peak()
        answer = {}
    elif what == "memory":
        answer = {"peak": peak_bytes()}
    else:
        answer = {"error": f"unknown: {what}"}
    print(json.dumps(answer), flush=True)
