# Writes what chosen layers of a PyTorch model say about fixed inputs: runs/<run>/epoch_NN/<layer>.npy
from pathlib import Path

import numpy as np
import torch


@torch.no_grad()
def dump_activations(model, loader, layers, folder, device="cpu"):
    """layers: names as in model.named_modules(); loader: the same inputs in the same order every time (shuffle=False)."""
    modules = dict(model.named_modules())
    recorded = {name: [] for name in layers}
    logits, labels = [], []

    def recorder(name):
        def hook(_module, _inputs, output):
            output = output[0] if isinstance(output, tuple) else output
            recorded[name].append(output.detach().float().cpu().numpy())

        return hook

    hooks = [modules[name].register_forward_hook(recorder(name)) for name in layers]
    was_training = model.training
    model.eval()
    try:
        for inputs, targets in loader:
            logits.append(model(inputs.to(device)).detach().float().cpu().numpy())
            labels.append(np.asarray(targets))
    finally:
        for hook in hooks:
            hook.remove()
        model.train(was_training)

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, batches in recorded.items():
        np.save(folder / f"{name}.npy", np.concatenate(batches))
    np.save(folder / "logits.npy", np.concatenate(logits))
    np.save(folder / "labels.npy", np.concatenate(labels))


# In the training loop:
# dump_activations(model, test_loader, ["conv1", "layer4", "fc"], f"runs/resnet_seed{seed}/epoch_{epoch:02d}")
