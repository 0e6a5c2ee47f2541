import { readFile } from 'node:fs/promises';
import { env, l10n, Uri } from 'vscode';
import type { CommandParts } from './parts';

const frameworks = [
  { label: 'PyTorch', file: 'pytorch.py', detail: 'register_forward_hook' },
  { label: 'Keras', file: 'keras_hook.py', detail: 'keras.Model(inputs, layer.output)' },
  { label: 'JAX', file: 'jax_hook.py', detail: 'Flax capture_intermediates' },
] as const;

/** Copies Python that writes activations in the layout that discovery knows. */
export async function copyHook({ ask, extensionUri }: Pick<CommandParts, 'ask' | 'extensionUri'>): Promise<void> {
  const chosen = await ask.pick(
    frameworks.map((framework) => ({ label: framework.label, detail: framework.detail, value: framework })),
    { title: l10n.t('Copy Python Hook'), placeHolder: l10n.t('The framework whose activations are written') },
  );
  if (!chosen) return;
  const path = Uri.joinPath(extensionUri, 'media', 'hooks', chosen.file).fsPath;
  await env.clipboard.writeText(await readFile(path, 'utf8'));
  void ask.tell('info', l10n.t('The {0} hook is on the clipboard: paste it into your training script.', chosen.label));
}
