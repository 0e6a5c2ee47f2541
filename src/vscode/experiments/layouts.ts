import { dirname, sep } from 'node:path';
import * as v from 'valibot';
import type { ComparisonRequest } from '../../comparison/request';
import { namesSnapshot } from '../../comparison/request';
import type { Experiment, Run } from '../../experiments/types';

const KEY = 'layouts';
const schema = v.record(v.string(), v.picklist(['NCHW', 'NHWC']));

export type MapLayout = 'NCHW' | 'NHWC';

/** What is known, and kept for the workspace. */
export interface Memory {
  readonly known: readonly Experiment[];
  recall(key: string): unknown;
  remember(key: string, value: unknown): Promise<void>;
}

/**
 * The axes of feature maps where neither their shape nor the framework tells: asked once for each run, by its folder. What a
 * manifest says goes before.
 */
export class Layouts {
  constructor(private readonly memory: Memory) {}

  /** The request with what was said of its operands' runs. */
  applied(request: ComparisonRequest): ComparisonRequest {
    const { operands, alignedWith = [], reference } = request;
    const named = [...operands, ...alignedWith, ...(namesSnapshot(reference) ? [reference] : [])];
    const layouts = named.flatMap((operand) => {
      const layout = this.#saidOf(fileOf(operand));
      return layout ? [[operand, layout] as const] : [];
    });
    if (layouts.length === 0) return request;
    return { ...request, layoutOf: { ...Object.fromEntries(layouts), ...request.layoutOf } };
  }

  /** The folder that an answer holds for: the run of the array that the error is about, else the array's own. */
  placeOf(message: string, { operands }: ComparisonRequest): string | undefined {
    const isAbout = (path: string): boolean => message.startsWith(`${path}: `);
    const run = this.#runs().find(({ snapshots }) =>
      snapshots.some(({ layers }) => layers.some(({ path }) => isAbout(path))),
    );
    if (run) return fileOf(run.path);
    const files = operands.map(fileOf);
    const file = files.find(isAbout);
    return file !== undefined ? dirname(file) : files.find((path) => message.startsWith(path + sep));
  }

  /** Undefined forgets. */
  async say(place: string, layout: MapLayout | undefined): Promise<void> {
    const others = Object.entries(this.#said).filter(([known]) => known !== place);
    await this.memory.remember(KEY, Object.fromEntries(layout ? [...others, [place, layout]] : others));
  }

  get #said(): Readonly<Record<string, MapLayout>> {
    const kept = v.safeParse(schema, this.memory.recall(KEY));
    return kept.success ? kept.output : {};
  }

  #saidOf(path: string): MapLayout | undefined {
    const said = Object.entries(this.#said).filter(([place]) => lies(path, place) || lies(place, path));
    const [nearest] = said.sort(([a], [b]) => b.length - a.length);
    if (!nearest) return undefined;
    const declared = this.#runs().some(
      (run) => fileOf(run.path) === nearest[0] && run.snapshots.some(({ layers }) => layers.some(hasLayout)),
    );
    return declared ? undefined : nearest[1];
  }

  #runs(): readonly Run[] {
    return this.memory.known.flatMap(({ runs }) => runs);
  }
}

const hasLayout = ({ layout }: { readonly layout?: string }): boolean => layout !== undefined;

const fileOf = (operand: string): string => operand.split('::')[0]!;

const lies = (path: string, folder: string): boolean => path === folder || path.startsWith(folder + sep);
