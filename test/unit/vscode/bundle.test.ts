import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

/** Every file that ends up in a bundle, as the build makes it. */
async function bundled(entry: string): Promise<readonly string[]> {
  const { metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    external: ['vscode'],
    metafile: true,
    write: false,
  });
  return Object.keys(metafile.inputs);
}

describe('what VS Code loads when Likeness is activated', () => {
  it('has neither mathematics nor readers nor plots in it', async () => {
    const files = await bundled('src/extension.ts');
    expect(files).toContain('src/vscode/commands/index.ts');
    const heavy =
      /^src\/(linalg|formats(?!\/(?:errors|filling)\.ts)|models)\/|^src\/measures\/(?!shared\/).+\/|^src\/engine\/backends\/|\/(plotly|@tensorflow|h5wasm)/;
    expect(files.filter((file) => heavy.test(file))).toEqual([]);
  });
});
