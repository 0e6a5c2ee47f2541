import { basename, dirname, join, sep } from 'node:path';
import * as v from 'valibot';
import { l10n, type Uri } from 'vscode';
import { settings } from '../settings';
import { askInputs } from './model-inputs';
import type { CommandParts } from './parts';
import { messageOf } from '../../rpc/message-of';

/** What was answered last, for the other models of the same experiment. */
const answersSchema = v.object({ inputs: v.string(), layers: v.string(), batch: v.string() });
type Answers = v.InferOutput<typeof answersSchema>;

const WHOLE_NUMBER = /^[1-9]\d*$/;

/** The palette and the Explorer: runs a model on inputs and writes its activations beside it. */
export async function extractActivations(parts: CommandParts, target?: Uri): Promise<void> {
  const model = target?.fsPath ?? (await chooseModel(parts));
  if (model !== undefined) await extractBeside(parts, model);
}

/** Asks for the inputs, layers and batch size; the folder of the dumps, or undefined where the user thought better of it. */
export async function extractBeside(parts: CommandParts, model: string): Promise<string | undefined> {
  const answers = await askHow(parts, model);
  if (!answers) return undefined;
  const stem = basename(model).replace(/\.[^.]+$/, '');
  const extraction = {
    model,
    inputs: answers.inputs,
    folder: join(dirname(model), stem),
    batch: Number(answers.batch),
    ...(answers.layers !== '*' && { layers: answers.layers }),
  };
  try {
    const { folder } = await parts.ask.during(
      l10n.t('Extracting activations of {0}…', basename(model)),
      (report, signal) => parts.engine.extract(extraction, report, signal),
    );
    parts.experiments.refresh();
    return folder;
  } catch (error) {
    if (error instanceof Error && error.name === 'CancelledError') return undefined;
    parts.log.error(messageOf(error));
    void parts.ask.tell('error', messageOf(error));
    return undefined;
  }
}

async function chooseModel({ ask }: CommandParts): Promise<string | undefined> {
  const [chosen] =
    (await ask.open({
      title: l10n.t('The model whose activations are extracted'),
      canSelectMany: false,
      filters: { [l10n.t('Models')]: ['keras', 'h5', 'onnx', 'json'] },
      openLabel: l10n.t('Use This Model'),
    })) ?? [];
  return chosen?.fsPath;
}

async function askHow(parts: CommandParts, model: string): Promise<Answers | undefined> {
  const { ask, experiments } = parts;
  const title = l10n.t('Extract Activations');
  const experiment = settings.roots().find((root) => model.startsWith(root + sep)) ?? dirname(model);
  const key = `extraction ${experiment}`;
  const recalled = v.safeParse(answersSchema, experiments.recall(key));
  const last = recalled.success ? recalled.output : undefined;
  const inputs = await askInputs(parts, model, last?.inputs);
  if (inputs === undefined) return undefined;
  const layers = await ask.text({
    title,
    placeHolder: l10n.t('Layers, as a pattern: * is all of them'),
    value: last?.layers ?? '*',
  });
  if (layers === undefined) return undefined;
  const batch = await ask.text({ title, placeHolder: l10n.t('Instances at a time'), value: last?.batch ?? '64' });
  if (batch === undefined) return undefined;
  if (!WHOLE_NUMBER.test(batch)) {
    void ask.tell('error', l10n.t('The batch size must be a whole number of at least 1, not "{0}".', batch));
    return undefined;
  }
  const answers = { inputs, layers: layers.trim() || '*', batch };
  await experiments.remember(key, answers);
  return answers;
}
