# Writes what the layers of a Keras model say about fixed inputs: runs/<run>/epoch_NN/<layer>.npy
from pathlib import Path

import keras
import numpy as np


class DumpActivations(keras.callbacks.Callback):
    """layers: layer names (default: all with weights); inputs: the same in the same order for every run you compare."""

    def __init__(self, inputs, labels, folder, layers=None, every=1):
        super().__init__()
        self.inputs, self.labels = inputs, labels
        self.folder, self.layers, self.every = Path(folder), layers, every

    def on_epoch_end(self, epoch, logs=None):
        if (epoch + 1) % self.every:
            return
        names = self.layers or [layer.name for layer in self.model.layers if layer.weights]
        outputs = [self.model.get_layer(name).output for name in names]
        activations = keras.Model(self.model.inputs, outputs).predict(self.inputs, verbose=0)
        activations = activations if isinstance(activations, list) else [activations]
        folder = self.folder / f"epoch_{epoch + 1:02d}"
        folder.mkdir(parents=True, exist_ok=True)
        for name, values in zip(names, activations):
            np.save(folder / f"{name}.npy", np.asarray(values, dtype=np.float32))
        np.save(folder / "logits.npy", self.model.predict(self.inputs, verbose=0))
        np.save(folder / "labels.npy", np.asarray(self.labels))


# model.fit(..., callbacks=[DumpActivations(x_test, y_test, f"runs/mlp_seed{seed}")])
