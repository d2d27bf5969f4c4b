"""Fine-tunes with transformers exactly as a job says, and prints losses and score as JSON.

The job holds the batches of every step, the head's first weights, the test data and the hyperparameters, so that nothing is left to chance
but dropout, and not that either where it holds the keys of its masks. The loss is the class's own.
"""

import json
import os
import sys
import time

import torch
import transformers
from keyed_dropout import KeyedDropout
from transformers import AutoConfig, get_linear_schedule_with_warmup

transformers.logging.set_verbosity_error()


def main(path):
    job = json.load(open(path))
    torch.manual_seed(job["seed"])
    # As many as cloze has. More than there are free make them wait for each other in vain.
    torch.set_num_threads(int(sys.argv[2] if len(sys.argv) > 2 else os.environ.get("CLOZE_THREADS", "2")))
    model = load(job)
    started = time.perf_counter()
    losses = train(model, job)
    seconds = time.perf_counter() - started
    print(json.dumps({"losses": losses, "score": score(model, job), "seconds": seconds}))


def load(job):
    names = job["labels"]
    config = AutoConfig.from_pretrained(
        job["model"],
        num_labels=1 if job["regression"] else len(names),
        hidden_dropout_prob=job["dropout"],
        attention_probs_dropout_prob=job["dropout"],
        classifier_dropout=job["dropout"],
    )
    if job["regression"]:
        config.problem_type = "regression"
    elif "Sequence" in job["architecture"]:
        config.problem_type = "single_label_classification"
    kind = getattr(transformers, job["architecture"])
    # Fused attention draws masks of its own.
    attention = "sdpa" if job["dropoutKeys"] is None else "eager"
    model = kind.from_pretrained(job["model"], config=config, dtype=torch.float32, attn_implementation=attention)
    parameters = dict(model.named_parameters())
    with torch.no_grad():
        for name, values in job["head"].items():
            parameters[name].copy_(torch.tensor(values).reshape(parameters[name].shape))
    return model


def train(model, job):
    own = job["optimizer"]
    decayed, undecayed = [], []
    for name, parameter in model.named_parameters():
        (undecayed if name.endswith("bias") or "LayerNorm" in name else decayed).append(parameter)
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": own["weightDecay"]}, {"params": undecayed, "weight_decay": 0.0}],
        lr=own["learningRate"],
        betas=(own["beta1"], own["beta2"]),
        eps=own["epsilon"],
    )
    schedule = get_linear_schedule_with_warmup(optimizer, job["warmupSteps"], job["steps"])
    model.train()
    losses = []
    keyed = None
    if job["dropoutKeys"] is not None:
        keyed = torch.nn.functional.dropout = KeyedDropout(job["dropoutKeys"])
    for batch in job["batches"]:
        if keyed is not None:
            keyed.begin(batch["starts"], batch["rows"] if "Token" in job["architecture"] else None)
        loss = model(**padded_batch(batch, job)).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), job["clipNorm"])
        optimizer.step()
        schedule.step()
        optimizer.zero_grad(set_to_none=True)
        losses.append(loss.item())
    return losses


def padded_batch(batch, job):
    starts = batch["starts"]
    spans = list(zip(starts, starts[1:]))
    inputs = pad([batch["ids"][a:b] for a, b in spans], [batch["segments"][a:b] for a, b in spans])
    if "Token" in job["architecture"]:
        flat = [-100] * starts[-1]
        for row, label in zip(batch["rows"], batch["targets"]):
            flat[row] = label
        labels = torch.full(inputs["input_ids"].shape, -100)
        for i, (a, b) in enumerate(spans):
            labels[i, : b - a] = torch.tensor(flat[a:b])
    else:
        labels = torch.tensor(batch["targets"], dtype=torch.float32 if job["regression"] else torch.int64)
    return {**inputs, "labels": labels}


def pad(ids, segments):
    longest = max(len(row) for row in ids)
    fill = lambda rows: torch.tensor([row + [0] * (longest - len(row)) for row in rows])
    mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in ids])
    return {"input_ids": fill(ids), "token_type_ids": fill(segments), "attention_mask": mask}


def score(model, job):
    model.eval()
    predicted = []
    with torch.no_grad():
        for at in range(0, len(job["test"]), 64):
            examples = job["test"][at : at + 64]
            logits = model(**pad([e["ids"] for e in examples], [e["segments"] for e in examples])).logits
            for i, example in enumerate(examples):
                if job["regression"]:
                    predicted.append(logits[i, 0].item())
                elif "Token" in job["architecture"]:
                    best = logits[i, example["words"]].argmax(-1).tolist()
                    predicted.append([job["labels"][label] for label in best])
                else:
                    predicted.append(job["labels"][logits[i].argmax().item()])
    gold = [example["gold"] for example in job["test"]]
    if job["metric"] == "spearman":
        from scipy.stats import spearmanr

        return float(spearmanr(gold, predicted).statistic)
    if job["metric"] == "entity-f1":
        from seqeval.metrics import f1_score

        return float(f1_score(gold, predicted))
    return sum(a == b for a, b in zip(gold, predicted)) / len(gold)


main(sys.argv[1])
