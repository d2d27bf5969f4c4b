"""transformers' side of the round trips: loads what cloze wrote and compares, makes models for cloze to convert, compares weights bit for bit."""

import json
import sys
from pathlib import Path

import torch
import transformers
from tokenizers import Tokenizer
from transformers import BertConfig, ElectraConfig

transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()
SIZES = dict(
    vocab_size=40,
    hidden_size=24,
    num_hidden_layers=3,
    num_attention_heads=3,
    intermediate_size=40,
    max_position_embeddings=20,
    initializer_range=0.3,
)
CLASSES = {
    "bert": ["Model", "ForPreTraining", "ForMaskedLM", "ForNextSentencePrediction", "ForSequenceClassification"]
    + ["ForMultipleChoice", "ForTokenClassification", "ForQuestionAnswering"],
    "electra": ["Model", "ForPreTraining", "ForMaskedLM", "ForSequenceClassification", "ForTokenClassification"]
    + ["ForQuestionAnswering"],
}
DTYPES = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}


def load(folder, **options):
    config = json.loads((folder / "config.json").read_text())
    kind = getattr(transformers, config["architectures"][0])
    model, info = kind.from_pretrained(folder, output_loading_info=True, **options)
    missing = [key for key in info["missing_keys"] if "pooler" not in key]
    for name, keys in [("missing", missing), ("unexpected", info["unexpected_keys"]), ("misshapen", info["mismatched_keys"])]:
        assert not keys, f"{folder.name}: {name} {keys}"
    return model.eval()


def relative(received, expected):
    return ((received - expected).abs().max() / (1e-6 + expected.abs().max())).item()


def check(folder, out):
    """Loads every model cloze wrote, compares ids, hidden states and outputs, and saves it again."""
    for path in sorted(folder.iterdir()):
        if path.name.endswith("-expected"):
            continue
        model = load(path, dtype=DTYPES.get(path.name.split("-")[-1], torch.float32))
        model.save_pretrained(out / path.name)
        # Narrower types are how weights are stored; both sides compute in float32.
        model = model.float()
        expected = json.loads((folder / f"{path.name}-expected" / "values.json").read_text())
        encoding = Tokenizer.from_file(str(path / "tokenizer.json")).encode(expected["text"], expected["pair"])
        assert encoding.ids == expected["ids"], f"{path.name}: ids {encoding.ids}"
        assert encoding.type_ids == expected["segments"], f"{path.name}: segments"
        auto = transformers.AutoTokenizer.from_pretrained(path)(expected["text"], expected["pair"])
        assert auto["input_ids"] == expected["ids"], f"{path.name}: AutoTokenizer {auto['input_ids']}"
        with torch.no_grad():
            outputs = model(
                input_ids=torch.tensor([expected["ids"]]),
                token_type_ids=torch.tensor([expected["segments"]]),
                output_hidden_states=True,
            )
        worst = {}
        hidden = [relative(state.flatten(), torch.tensor(wanted)) for state, wanted in zip(outputs.hidden_states, expected["hidden"])]
        # max passes over a NaN that is not the first.
        worst["hidden"] = next((difference for difference in hidden if difference != difference), max(hidden))
        received = dict(outputs)
        if "start_logits" in received:
            received["logits"] = torch.stack([received["start_logits"], received["end_logits"]], dim=-1)
        for name, wanted in expected["outputs"].items():
            worst[name] = relative(received[name].flatten(), torch.tensor(wanted))
        print(json.dumps({"model": path.name, "differences": worst}), flush=True)


def make(folder):
    """Models of every class, in every type, some of them in several files."""
    names = []
    for kind, classes in CLASSES.items():
        for suffix in classes:
            labels = dict(num_labels=2 if suffix == "ForQuestionAnswering" else 4)  # of answers, a start and an end
            config = BertConfig(**SIZES, **labels) if kind == "bert" else ElectraConfig(**SIZES, **labels, embedding_size=16)
            for dtype, torch_type in DTYPES.items():
                torch.manual_seed(len(names))
                model = getattr(transformers, kind.capitalize() + suffix)(config).to(torch_type)
                for parameter in model.parameters():
                    torch.nn.init.normal_(parameter, std=0.3)
                name = f"{kind}-{suffix}-{dtype}"
                model.save_pretrained(folder / name, max_shard_size="10KB" if dtype == "float32" else "1GB")
                names.append(name)
    print(json.dumps({"made": names}), flush=True)


def compare(before, after):
    """Every weight of a converted model is the same bits."""
    for path in sorted(before.iterdir()):
        if not (after / path.name).exists():
            continue
        first, second = load(path, dtype="auto"), load(after / path.name, dtype="auto")
        weights, others = first.state_dict(), second.state_dict()
        assert weights.keys() == others.keys(), path.name
        for key, weight in weights.items():
            assert weight.dtype == others[key].dtype and torch.equal(weight, others[key]), f"{path.name}: {key}"
        print(json.dumps({"model": path.name, "weights": len(weights)}), flush=True)


if __name__ == "__main__":
    {"check": check, "make": make, "compare": compare}[sys.argv[1]](*map(Path, sys.argv[2:]))
