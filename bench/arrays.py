"""The arrays of the benches: seeded, float32.

    arrays.py pair FOLDER N D             x.npy and y.npy (N×D), and outputs a.npy and b.npy (N×10)
    arrays.py layers FOLDER N COUNT STEP  a/ and b/ with COUNT layers each, the i-th of width i·STEP
    arrays.py models FOLDER N D COUNT     COUNT arrays N×D
    arrays.py runs FOLDER NAME N D COUNT  runs NAME_a and NAME_b with COUNT layers N×D each
    arrays.py large FOLDER BYTES D        x.npy and y.npy of BYTES each; prints the linear CKA
"""

import json
import os
import sys

import numpy as np
from reference import linear_cka


def related(n, widths, seed):
    """Representations of the same instances: ten per cent of the neurons dead, the rest partly shared."""
    rng = np.random.default_rng(seed)
    inner = max(widths)
    shared = rng.standard_normal((n, inner)) * np.logspace(0, -2, inner)
    for d in widths:
        x = shared @ rng.standard_normal((inner, d)) / np.sqrt(inner) + 0.3 * rng.standard_normal((n, d))
        x[:, rng.permutation(d)[: d // 10]] = 0
        yield np.maximum(x, 0).astype(np.float32)


def save(array, *path):
    os.makedirs(os.path.join(*path[:-1]), exist_ok=True)
    np.save(os.path.join(*path), array)


def pair(folder, n, d):
    for name, array in zip("xy", related(n, [d, d], 0)):
        save(array, folder, f"{name}.npy")
    rng = np.random.default_rng(1)
    logits = 3 * rng.standard_normal((n, 10))
    for name in "ab":
        save((logits + rng.standard_normal(logits.shape)).astype(np.float32), folder, f"{name}.npy")


def layers(folder, n, count, step):
    widths = [step * (layer + 1) for layer in range(count)]
    for at, array in enumerate(related(n, widths + widths, 2)):
        save(array, folder, "ab"[at // count], f"layer{at % count:02}.npy")


def runs(folder, name, n, d, count):
    for at, array in enumerate(related(n, [d] * 2 * count, 5)):
        save(array, folder, f"{name}_{'ab'[at // count]}", "epoch_1", f"layer{at % count:02}.npy")


def models(folder, n, d, count):
    for at, array in enumerate(related(n, [d] * count, 3)):
        save(array, folder, f"model{at:02}.npy")


def large(folder, size, d):
    """One block of rows over and over: numpy can tell the CKA of the whole from it."""
    rows = 2**16
    blocks = list(related(rows, [d, d], 4))
    times = size // blocks[0].nbytes
    for name, block in zip("xy", blocks):
        header = {"descr": "<f4", "fortran_order": False, "shape": (rows * times, d)}
        with open(os.path.join(folder, f"{name}.npy"), "wb") as file:
            np.lib.format.write_array_header_1_0(file, header)
            for _ in range(times):
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
    print(json.dumps(linear_cka(*(block.astype(np.float64) for block in blocks))))


if __name__ == "__main__":
    kind = {"pair": pair, "layers": layers, "models": models, "runs": runs, "large": large}[sys.argv[1]]
    kind(sys.argv[2], *(int(each) if each.isdigit() else each for each in sys.argv[3:]))
