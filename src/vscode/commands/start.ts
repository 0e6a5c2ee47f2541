import { basename, dirname } from 'node:path';
import { l10n } from 'vscode';
import { isRunnable } from '../../experiments/runnable';
import type { ComparisonRequest } from '../../comparison/request';
import type { Comparison } from '../comparison/comparison';
import type { Choice } from '../experiments/operands';
import { settings } from '../settings';
import { extractBeside } from './extract';
import { copyHook } from './hooks';
import type { CommandParts } from './parts';

/** Computes what was chosen, in a panel beside the code. */
export function startComparison(
  parts: CommandParts,
  choice: Choice,
  more: Partial<ComparisonRequest> = {},
): Comparison {
  const operands = choice.operands.map(({ text }) => text);
  const outputs = choice.outputs ?? false;
  const request: ComparisonRequest = {
    ...settings.requestDefaults(),
    operands,
    base: dirname(operands[0]!),
    measures: settings.measures(outputs),
    ...(outputs && { outputs }),
    ...(choice.mode !== undefined && { mode: choice.mode }),
    ...more,
  };
  const labels = choice.operands.map(({ label }) => label);
  const known = parts.layouts.applied(request);
  const comparison = parts.comparisons.create(known, labels);
  parts.panels.show(comparison);
  void compute(parts, comparison, known);
  return comparison;
}

async function compute(parts: CommandParts, comparison: Comparison, request: ComparisonRequest): Promise<void> {
  await comparison.run(request);
  const remedy = remedies[comparison.failedCode ?? ''];
  const changed = remedy && (await remedy(parts, request, comparison.failure ?? ''));
  if (changed) await compute(parts, comparison, changed);
}

/** Asks what the engine could not conclude; the request to try next, if the user knows. */
type Remedy = (
  parts: CommandParts,
  request: ComparisonRequest,
  message: string,
) => Promise<ComparisonRequest | undefined>;

const remedies: Readonly<Record<string, Remedy>> = {
  NoDumpsError: pickDumps,
  AmbiguousLayoutError: pickLayout,
};

async function pickDumps(parts: CommandParts, request: ComparisonRequest, message: string): ReturnType<Remedy> {
  const lacking = request.operands.find((operand) => message.includes(operand));
  const [pickFolder, hook] = [l10n.t('Pick Folder…'), l10n.t('Copy Python Hook')];
  const extract = l10n.t('Extract Activations…');
  const runnable = lacking !== undefined && isRunnable(lacking);
  const offers = [...(runnable ? [extract] : []), ...(lacking === undefined ? [] : [pickFolder]), hook];
  const answer = await parts.ask.tell('warning', message, ...offers);
  if (answer === extract && lacking !== undefined) {
    // the folder of the dumps stands for the checkpoint beside it
    const made = await extractBeside(parts, lacking);
    return made === undefined ? undefined : replaced(request, lacking, made);
  }
  if (answer === hook) await copyHook(parts);
  if (answer !== pickFolder || lacking === undefined) return undefined;
  const [folder] =
    (await parts.ask.open({
      title: l10n.t('The folder with the activation dumps of {0}', basename(lacking)),
      canSelectFiles: false,
      canSelectFolders: true,
      canSelectMany: false,
      openLabel: l10n.t('Use These Dumps'),
    })) ?? [];
  if (!folder) return undefined;
  return replaced(request, lacking, folder.fsPath);
}

function replaced(request: ComparisonRequest, lacking: string, folder: string): ComparisonRequest {
  return { ...request, operands: request.operands.map((operand) => (operand === lacking ? folder : operand)) };
}

async function pickLayout(parts: CommandParts, request: ComparisonRequest, message: string): ReturnType<Remedy> {
  const [first, last] = [l10n.t('Channels First (NCHW)'), l10n.t('Channels Last (NHWC)')];
  const answer = await parts.ask.tell('warning', message, first, last);
  if (answer === undefined) return undefined;
  const layout = answer === first ? 'NCHW' : 'NHWC';
  const place = parts.layouts.placeOf(message, request);
  if (place === undefined) return { ...request, layout };
  await parts.layouts.say(place, layout);
  return parts.layouts.applied(request);
}
