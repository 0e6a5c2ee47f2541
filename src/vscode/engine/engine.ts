import { Disposable, EventEmitter } from 'vscode';
import type { Drilldown, DrilldownOrder } from '../../comparison/drilldown/types';
import { CACHE_LIMITS, type ComparisonRequest } from '../../comparison/request';
import type { EngineClient, EngineClientOptions } from '../../engine/client';
import type { Installed } from '../../engine/installation/types';
import type { EngineStatus, Extraction, Inspection, Progress } from '../../engine/protocol';
import type { Experiment } from '../../experiments/types';
import { settings } from '../settings';
import type { ComparisonJob, ComparisonListener, Engine, Watching } from './port';

/** What the status bar tells of the engine. */
export interface EngineActivity {
  /** Jobs under way. */
  readonly running: number;
  readonly progress?: Progress;
  readonly status?: EngineStatus;
}

/** The engine client behind VS Code's settings. Client and child are loaded at the first call. */
export class LazyEngine implements Engine, Disposable {
  readonly #changed = new EventEmitter<EngineActivity>();
  readonly onDidChange = this.#changed.event;
  #client: Promise<EngineClient> | undefined;
  #activity: EngineActivity = { running: 0 };

  constructor(
    private readonly options: EngineClientOptions,
    /** Where results are kept from one session to the next. */
    private readonly results: string,
    /** Where TensorFlow is installed on demand. */
    private readonly tensorflow: string,
  ) {}

  get loaded(): boolean {
    return this.#client !== undefined;
  }

  get activity(): EngineActivity {
    return this.#activity;
  }

  /** Keeps the child, with what it has cached, while a panel is open. */
  retain(): Disposable {
    const held = this.#load().then((client) => client.retain());
    return new Disposable(() => void held.then((release) => release()));
  }

  async scan(root: string): Promise<Experiment> {
    return (await this.#load()).scan(root, settings.exclude());
  }

  async inspect(path: string, key?: string, watching?: Watching): Promise<Inspection> {
    return (await this.#load()).inspect(path, key, watching);
  }

  async status(): Promise<EngineStatus> {
    const status = await (await this.#load()).status(settings.engineOptions());
    this.#tell({ status });
    return status;
  }

  async drilldown(order: DrilldownOrder, signal: AbortSignal): Promise<Drilldown> {
    return (await this.#load()).drilldown(order, { signal });
  }

  async sample(folder: string, onProgress: (progress: Progress) => void, signal: AbortSignal): Promise<void> {
    await this.#working(async () => {
      await (await this.#load()).sample(folder, { onProgress: this.#watched(onProgress), signal });
    });
  }

  extract(
    extraction: Extraction,
    onProgress: (progress: Progress) => void,
    signal: AbortSignal,
  ): Promise<{ readonly folder: string }> {
    return this.#working(async () =>
      (await this.#load()).extract(extraction, { onProgress: this.#watched(onProgress), signal }),
    );
  }

  /** Installs the TensorFlow engine beside the extension's data; the next work is done by it. */
  async installTensorflow(
    from: string | undefined,
    onProgress: (progress: Progress) => void,
    signal: AbortSignal,
  ): Promise<Installed> {
    const installed = await this.#working(async () =>
      (await this.#load()).installTensorflow(
        { folder: this.tensorflow, from },
        { onProgress: this.#watched(onProgress), signal },
      ),
    );
    await this.#renewed();
    return installed;
  }

  /** Ends the engine, which may have it loaded, and removes TensorFlow; false where it wasn't installed. */
  async removeTensorflow(): Promise<boolean> {
    await this.restart();
    const removed = await (await this.#load()).removeTensorflow(this.tensorflow);
    await this.#renewed();
    return removed;
  }

  compare(request: ComparisonRequest, listener: ComparisonListener): ComparisonJob {
    const controller = new AbortController();
    let skip = (): void => undefined;
    const result = this.#working(async () => {
      const client = await this.#load();
      const cache = { folder: this.results, ...CACHE_LIMITS };
      const document = await client.compare(
        request,
        { ...settings.engineOptions(), cache },
        {
          signal: controller.signal,
          onPlanned: (planned, skipCells) => {
            skip = skipCells;
            listener.planned(planned);
          },
          onCells: (cells) => listener.cells(cells),
          onProgress: this.#watched((progress) => listener.progress(progress)),
        },
      );
      this.#tell({ status: document.engine });
      return document;
    });
    return { result, cancel: () => controller.abort(), skip: () => skip() };
  }

  /** Ends the child at once; the next call starts another. */
  async restart(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await (await client)?.dispose();
  }

  dispose(): void {
    this.#changed.dispose();
    void this.restart();
  }

  /** What computes may have changed: another child finds out. Work under way keeps the one it has. */
  async #renewed(): Promise<void> {
    if (this.#activity.running > 0) return;
    await this.restart();
    await this.status();
  }

  #load(): Promise<EngineClient> {
    this.#client ??= import('../../engine/client').then(
      ({ EngineClient }) => new EngineClient({ ...this.options, tensorflow: this.tensorflow }),
    );
    return this.#client;
  }

  async #working<T>(work: () => Promise<T>): Promise<T> {
    this.#tell({ running: this.#activity.running + 1 });
    try {
      return await work();
    } finally {
      this.#tell({ running: this.#activity.running - 1, progress: undefined });
    }
  }

  #watched(hear: (progress: Progress) => void): (progress: Progress) => void {
    return (progress) => {
      this.#tell({ progress });
      hear(progress);
    };
  }

  #tell(change: Partial<EngineActivity>): void {
    this.#activity = { ...this.#activity, ...change };
    this.#changed.fire(this.#activity);
  }
}
