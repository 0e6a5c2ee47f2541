import { realpath } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import {
  CancellationError,
  Disposable,
  l10n,
  LanguageModelTextPart,
  LanguageModelToolResult,
  lm,
  workspace,
  type CancellationToken,
  type LanguageModelTool,
} from 'vscode';
import * as v from 'valibot';
import type { Catalogue } from '../catalogue';
import type { Engine } from '../engine/port';
import type { Experiments } from '../experiments/experiments';
import { findById } from '../../measures/facts';
import { settings } from '../settings';
import { compareInput, describeInput, listInput } from './inputs';
import { comparisonText, experimentsText, inspectionLines } from './texts';

export interface ToolParts {
  readonly engine: Engine;
  readonly catalogue: Catalogue;
  readonly experiments: Experiments;
}

/** A request that a model can mend: its message says how. */
class ToolError extends Error {
  override readonly name = 'ToolError';
}

/** The tools that language models may call: they read what lies in the workspace, and write nothing. */
export function registerTools(parts: ToolParts): Disposable {
  return Disposable.from(
    lm.registerTool(
      'likeness_list_experiments',
      tool(listInput, l10n.t('Looking for experiments'), async ({ filter }) =>
        experimentsText(await parts.experiments.all(), filter),
      ),
    ),
    lm.registerTool(
      'likeness_compare',
      tool(compareInput, l10n.t('Comparing activations'), (input, token) => compare(parts, input, token)),
    ),
    lm.registerTool(
      'likeness_describe',
      tool(describeInput, l10n.t('Inspecting a dump'), ({ path }, token) => describe(parts, path, token)),
    ),
  );
}

function tool<S extends v.GenericSchema>(
  schema: S,
  invocationMessage: string,
  work: (input: v.InferOutput<S>, token: CancellationToken) => Promise<string>,
): LanguageModelTool<unknown> {
  return {
    prepareInvocation: () => ({ invocationMessage }),
    async invoke({ input }, token) {
      const parsed = v.safeParse(schema, input);
      if (!parsed.success) throw new ToolError(`The input is not as described: ${parsed.issues[0].message}`);
      return new LanguageModelToolResult([new LanguageModelTextPart(await work(parsed.output, token))]);
    },
  };
}

async function compare(
  { engine, catalogue }: ToolParts,
  { operands, measures, outputs }: v.InferOutput<typeof compareInput>,
  token: CancellationToken,
): Promise<string> {
  const known = await catalogue.all();
  const chosen = measures?.map((id) => ({ id: findById(known, id).id })) ?? settings.measures(outputs ?? false);
  const inside = await Promise.all(operands.map(insideWorkspace));
  const job = engine.compare(
    {
      ...settings.requestDefaults(),
      operands: inside,
      base: inside[0]!,
      measures: chosen,
      ...(outputs && { outputs }),
    },
    { planned: () => undefined, cells: () => undefined, progress: () => undefined },
  );
  const cancelling = token.onCancellationRequested(() => job.cancel());
  try {
    const document = await job.result;
    if (token.isCancellationRequested) throw new CancellationError();
    return comparisonText(document, known);
  } finally {
    cancelling.dispose();
  }
}

async function describe({ engine }: ToolParts, operand: string, token: CancellationToken): Promise<string> {
  const [path, key] = splitKey(await insideWorkspace(operand));
  const controller = new AbortController();
  const cancelling = token.onCancellationRequested(() => controller.abort());
  try {
    return inspectionLines(await engine.inspect(path, key, { signal: controller.signal }));
  } finally {
    cancelling.dispose();
  }
}

/** The operand with an absolute path; one that lies outside of the workspace, also by a link, is refused. */
async function insideWorkspace(operand: string): Promise<string> {
  const [path, key] = splitKey(operand);
  const roots = [
    ...(workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath),
    ...settings.roots(),
  ];
  const candidates = isAbsolute(path) ? [path] : roots.map((root) => join(root, path));
  for (const candidate of candidates) {
    const real = await realpath(candidate).catch(() => undefined);
    if (real === undefined) continue;
    for (const root of roots) {
      const realRoot = await realpath(root).catch(() => root);
      const inside = relative(realRoot, real);
      if (!inside.startsWith('..') && !isAbsolute(inside))
        return key === undefined ? candidate : `${candidate}::${key}`;
    }
    throw new ToolError(`${path} lies outside of the workspace: only files of the open folders can be read.`);
  }
  throw new ToolError(`There is no ${path} in the workspace. likeness_list_experiments lists the paths.`);
}

function splitKey(operand: string): readonly [path: string, key?: string] {
  const at = operand.indexOf('::');
  return at < 0 ? [operand] : [operand.slice(0, at), operand.slice(at + 2)];
}
