# Writes what the modules of a Flax model say about fixed inputs: runs/<run>/epoch_NN/<layer>.npy
from pathlib import Path

import jax
import numpy as np


def dump_activations(model, variables, batches, folder):
    """batches: the same (inputs, labels) in the same order every time; every module's __call__ is recorded."""
    recorded, logits, labels = {}, [], []

    @jax.jit
    def forward(inputs):
        return model.apply(variables, inputs, capture_intermediates=True, mutable=["intermediates"])

    for inputs, targets in batches:
        output, state = forward(inputs)
        logits.append(np.asarray(output, dtype=np.float32))
        labels.append(np.asarray(targets))
        for path, value in jax.tree_util.tree_leaves_with_path(state["intermediates"]):
            parts = [str(getattr(part, "key", "")) for part in path]
            name = ".".join(part for part in parts if part and part != "__call__")
            if name:
                recorded.setdefault(name, []).append(np.asarray(value, dtype=np.float32))

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, values in recorded.items():
        np.save(folder / f"{name}.npy", np.concatenate(values))
    np.save(folder / "logits.npy", np.concatenate(logits))
    np.save(folder / "labels.npy", np.concatenate(labels))


# dump_activations(model, {"params": state.params}, test_batches, f"runs/vit_seed{seed}/epoch_{epoch:02d}")
