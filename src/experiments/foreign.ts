import { join } from 'node:path';
import type { Problem } from './types';
import type { Folder } from './walk';

/*
 * What other programs save and is not read: said once a place, with what to export instead.
 */

interface Kind {
  /** One of these names in a folder makes it one. */
  readonly marks: readonly string[];
  readonly one: string;
  readonly many: string;
  readonly remedy: string;
}

const kinds: readonly Kind[] = [
  {
    marks: ['saved_model.pb'],
    one: 'A TensorFlow SavedModel',
    many: 'TensorFlow SavedModels',
    remedy: 'Save the model as .keras or .onnx, or its activations as .npy.',
  },
  {
    marks: ['_CHECKPOINT_METADATA', 'manifest.ocdbt'],
    one: 'An Orbax checkpoint',
    many: 'Orbax checkpoints',
    remedy: 'Restore it in Python, and save its arrays with numpy.savez (.npz) or flax.serialization (.msgpack).',
  },
];

const joblib = /\.joblib(?:\.\w+)?$/i;

/** Collects folders and files of such kinds. */
export class Foreign {
  readonly #found = new Map<
    string,
    { readonly place: string; readonly path: string; readonly kind: Kind; count: number }
  >();
  readonly #files: Problem[] = [];

  /** Takes note of the folder where it is one: then nothing in it is looked at. */
  takes(folder: Folder): boolean {
    const kind = kinds.find(({ marks }) => marks.some((mark) => folder.files.includes(mark)));
    if (!kind) return false;
    const place = folder.parent?.path ?? folder.path;
    const known = this.#found.get(`${place} ${kind.one}`);
    if (known) known.count++;
    else this.#found.set(`${place} ${kind.one}`, { place, path: folder.path, kind, count: 1 });
    return true;
  }

  /** Takes note of the file where it is one. */
  takesFile(folder: Folder, name: string): boolean {
    if (!joblib.test(name)) return false;
    const message = 'It was written by joblib. Save the arrays with numpy.save or numpy.savez.';
    this.#files.push({ path: join(folder.path, name), message });
    return true;
  }

  get problems(): readonly Problem[] {
    const folders = [...this.#found.values()].map(({ place, path, kind, count }) =>
      count === 1
        ? { path, message: `${kind.one} is not read. ${kind.remedy}` }
        : { path: place, message: `${count.toLocaleString('en-US')} ${kind.many} are not read. ${kind.remedy}` },
    );
    return [...folders, ...this.#files];
  }
}
