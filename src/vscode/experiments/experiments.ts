import { basename, sep } from 'node:path';
import { EventEmitter, l10n, type Disposable, type Memento } from 'vscode';
import type { Experiment, Run, Snapshot } from '../../experiments/types';
import type { Engine } from '../engine/port';
import type { Log } from '../log';
import { settings } from '../settings';
import { withoutUnsettled, type Unsettled } from './unsettled';
import { experimentTree, type NodeOf } from './nodes';
import type { Operand } from './operands';
import { messageOf } from '../../rpc/message-of';

const BASELINE = 'baseline';

export interface SnapshotOf {
  readonly run: Run;
  readonly snapshot: Snapshot;
  readonly experiment: Experiment;
}

/** Knows which files are being written. */
export interface Settling extends Unsettled {
  /** Takes those of these files that changed just now for being written. */
  touchRecent(paths: readonly string[]): Promise<void>;
  isWrittenBelow(folder: string): boolean;
}

/**
 * What is known of the experiment roots: scanned by the engine when somebody first asks, and again on request. Scans of one
 * root never overlap; a scan that fails becomes a problem of its root.
 */
export class Experiments implements Disposable {
  readonly #changed = new EventEmitter<void>();
  /** Something of what `nodes` gives is different now. */
  readonly onDidChange = this.#changed.event;
  readonly #scans = new Map<string, Scan>();
  readonly #known = new Map<string, Experiment>();
  /** Snapshots seen by the user (or there from the beginning), by path and label. */
  #seen: Set<string> | undefined;
  #settling: Settling | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly memory: Memento,
    private readonly log: Log,
  ) {}

  dispose(): void {
    this.#changed.dispose();
  }

  /** Every root's experiment; scanned if it has not been. */
  async all(): Promise<readonly Experiment[]> {
    const experiments = await Promise.all(settings.roots().map((root) => this.#scan(root)));
    this.#seen ??= new Set(snapshotsOf(experiments).map(({ snapshot }) => identity(snapshot)));
    return experiments;
  }

  /** What the last scans found, without another one. */
  get known(): readonly Experiment[] {
    return [...this.#known.values()];
  }

  async runs(): Promise<readonly { readonly run: Run; readonly experiment: Experiment }[]> {
    return (await this.all()).flatMap((experiment) => experiment.runs.map((run) => ({ run, experiment })));
  }

  async snapshots(): Promise<readonly SnapshotOf[]> {
    return snapshotsOf(await this.all());
  }

  async nodes(): Promise<readonly NodeOf<'root'>[]> {
    const experiments = await this.all();
    const baseline = this.baseline?.text;
    const context = { t: l10n.t, isFresh: this.isFresh, ...(baseline !== undefined && { baseline }) };
    return experiments.map((experiment) => experimentTree(experiment, basename(experiment.root), context));
  }

  /** Takes what was scanned for old and tells so; the next who asks scans. */
  refresh(): void {
    for (const scan of this.#scans.values()) scan.old ||= scan.begun;
    this.#changed.fire();
  }

  /** Names files that are being written: they and their snapshots are left out of scans until they are complete. */
  leaveOut(settling: Settling): void {
    this.#settling = settling;
  }

  /** True while a part of one of these operands is being written. */
  isBeingWritten(operands: readonly string[]): boolean {
    return operands.some((operand) => this.#settling?.isWrittenBelow(operand.split('::')[0]!));
  }

  /** Snapshots that appeared since the user last looked. */
  get fresh(): number {
    return snapshotsOf(this.known).filter(({ snapshot }) => this.isFresh(snapshot)).length;
  }

  /** True for a snapshot's folder or a dump of one that appeared since the user last looked. */
  isFreshPath(path: string): boolean {
    return snapshotsOf(this.known).some(
      ({ snapshot }) =>
        this.isFresh(snapshot) && (snapshot.path === path || snapshot.layers.some((layer) => layer.path === path)),
    );
  }

  /** Whether something that is known lies below this folder. */
  liesAbove(folder: string): boolean {
    const below = ({ path }: { readonly path: string }): boolean => path.startsWith(folder + sep);
    return this.known.some(
      ({ runs, problems }) =>
        problems.some(below) || runs.some(({ snapshots }) => snapshots.some(({ layers }) => layers.some(below))),
    );
  }

  markSeen(): void {
    if (this.fresh === 0) return;
    this.#seen = new Set(snapshotsOf(this.known).map(({ snapshot }) => identity(snapshot)));
    this.#changed.fire();
  }

  get baseline(): Operand | undefined {
    return this.memory.get<Operand>(BASELINE);
  }

  /** Something kept for this workspace under a name. */
  recall(key: string): unknown {
    return this.memory.get(key);
  }

  async remember(key: string, value: unknown): Promise<void> {
    await this.memory.update(key, value);
  }

  async setBaseline(operand: Operand | undefined): Promise<void> {
    await this.memory.update(BASELINE, operand);
    this.#changed.fire();
  }

  /** True for snapshots that appeared since the user last looked. */
  readonly isFresh = (snapshot: Snapshot): boolean => this.#seen !== undefined && !this.#seen.has(identity(snapshot));

  #scan(root: string): Promise<Experiment> {
    const last = this.#scans.get(root);
    if (last && !last.old) return last.result;
    const scan: Scan = {
      begun: false,
      old: false,
      result: Promise.resolve(last?.result).then(() => this.#read(root, scan)),
    };
    this.#scans.set(root, scan);
    return scan.result;
  }

  async #read(root: string, scan: Scan): Promise<Experiment> {
    scan.begun = true;
    let experiment: Experiment;
    try {
      experiment = await this.#settled(await this.engine.scan(root));
    } catch (error) {
      this.log.error(messageOf(error));
      experiment = { root, runs: [], shared: [], problems: [{ path: root, message: messageOf(error) }] };
    }
    this.#known.set(root, experiment);
    return experiment;
  }

  async #settled(experiment: Experiment): Promise<Experiment> {
    const settling = this.#settling;
    if (!settling) return experiment;
    await settling.touchRecent(experiment.problems.map(({ path }) => path));
    const last = this.#known.get(experiment.root);
    const known = new Set(last && snapshotsOf([last]).map(({ snapshot }) => identity(snapshot)));
    return withoutUnsettled(experiment, settling, (snapshot) => !last || known.has(identity(snapshot)));
  }
}

/** One reading of a root. What changes once it has begun needs another one. */
interface Scan {
  readonly result: Promise<Experiment>;
  begun: boolean;
  old: boolean;
}

const identity = (snapshot: Snapshot): string => `${snapshot.path}\n${snapshot.label}`;

function snapshotsOf(experiments: readonly Experiment[]): readonly SnapshotOf[] {
  return experiments.flatMap((experiment) =>
    experiment.runs.flatMap((run) => run.snapshots.map((snapshot) => ({ run, snapshot, experiment }))),
  );
}
