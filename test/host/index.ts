import { runMocha } from './runner';

/** The suites, in this order: what activates nothing comes first. */
export function run(): Promise<void> {
  return runMocha(async () => {
    await import('./activation.test');
    await import('./tree.test');
    await import('./palette.test');
    await import('./explorer.test');
    await import('./panel.test');
    await import('./engine.test');
    await import('./kept.test');
    await import('./cluster.test');
    await import('./editor.test');
    await import('./inspect.test');
    await import('./similarity.test');
    await import('./tools.test');
    await import('./following.test');
    await import('./training.test');
    await import('./layouts.test');
    await import('./manifest.test');
    await import('./copying.test');
    await import('./extraction.test');
    await import('./tensorflow.test');
    await import('./sample.test');
    await import('./security.test');
  });
}
