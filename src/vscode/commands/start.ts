import { dirname } from 'node:path';
import { l10n } from 'vscode';
import type { ComparisonRequest } from '../../comparison/request';
import type { Comparison } from '../comparison/comparison';
import type { Choice } from '../experiments/operands';
import { settings } from '../settings';
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
  const comparison = parts.comparisons.create(request, labels);
  parts.panels.show(comparison);
  void compute(parts, comparison, request);
  return comparison;
}

async function compute(parts: CommandParts, comparison: Comparison, request: ComparisonRequest): Promise<void> {
  await comparison.run(request);
  const lacking = comparison.failedCode === 'NoDumpsError' && lackingOperand(request, comparison.failure ?? '');
  if (lacking === false || lacking === undefined) return;
  const [pickFolder, hook] = [l10n.t('Pick Folder…'), l10n.t('Copy Python Hook')];
  const answer = await parts.ask.tell('warning', comparison.failure ?? '', pickFolder, hook);
  if (answer === hook) return copyHook(parts);
  if (answer !== pickFolder) return;
  const [folder] =
    (await parts.ask.open({
      title: l10n.t('The folder with the activation dumps of {0}', lacking),
      canSelectFiles: false,
      canSelectFolders: true,
      canSelectMany: false,
      openLabel: l10n.t('Use These Dumps'),
    })) ?? [];
  if (!folder) return;
  const operands = request.operands.map((operand) => (operand === lacking ? folder.fsPath : operand));
  await compute(parts, comparison, { ...request, operands });
}

const lackingOperand = (request: ComparisonRequest, message: string): string | undefined =>
  request.operands.find((operand) => message.includes(operand));
