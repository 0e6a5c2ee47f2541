import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm, symlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import * as v from 'valibot';
import { NATIVE_PACKAGE as PACKAGE } from '../../models/native';
import { EngineError } from '../errors';
import { runCommand, type CommandOptions } from './command';

/** The one version that the engine knows. */
const VERSION = '4.22.0';
const WHEEL = 'tensorflow-cpu==2.21.0';

/** A way to get the package and its library into `folder/node_modules`. */
export interface Source {
  readonly name: string;
  /** What TensorFlow must call itself then; absent where any version will do. */
  readonly version?: string;
  fetch(options: CommandOptions): Promise<void>;
}

const homeIn = (folder: string): string => join(folder, 'node_modules', PACKAGE);

function npm(args: readonly string[], options: CommandOptions): Promise<string> {
  return runCommand('npm', [...args, '--prefix', options.folder, '--no-audit', '--no-fund'], options);
}

/** The package, which downloads its library: TFJS_NODE_BASE_URI or TFJS_NODE_CDN_STORAGE name another place for that. */
const download: Source = {
  name: 'npm download',
  version: '2.9.1',
  async fetch(options) {
    await npm(['install', `${PACKAGE}@${VERSION}`, '--no-save'], options);
  },
};

/** The library of pip's wheel: it exports the same C API, and the package builds its binding against it. */
const wheel: Source = {
  name: 'pip wheel',
  version: WHEEL.split('==')[1]!,
  async fetch(options) {
    if (process.platform !== 'linux') {
      throw new EngineError(`the wheel's libraries fit on Linux only, not ${process.platform}`);
    }
    await npm(['install', `${PACKAGE}@${VERSION}`, '--no-save', '--ignore-scripts'], options);
    const deps = join(homeIn(options.folder), 'deps');
    await rm(deps, { recursive: true, force: true });
    await mkdir(join(deps, 'lib'), { recursive: true });
    const target = join(deps, 'wheel');
    await runCommand('python3', ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', target, WHEEL], options);
    // Links from within, so that the folder can be moved.
    await symlink(join('wheel', 'tensorflow', 'include'), join(deps, 'include'));
    for (const [library, names] of libraries) {
      const file = join(target, 'tensorflow', library);
      if (!existsSync(file)) throw new EngineError(`${WHEEL} has no ${library}`);
      const lib = join(deps, 'lib');
      for (const name of names) await symlink(relative(lib, file), join(lib, name));
    }
    await npm(['rebuild', PACKAGE], options);
  },
};

/** The first name is what the linker looks for, the last the package, the others the loader. */
const libraries = [
  [
    'libtensorflow_cc.so.2',
    ['libtensorflow.so', 'libtensorflow_cc.so.2', 'libtensorflow.so.2', 'libtensorflow.so.2.9.1'],
  ],
  ['libtensorflow_framework.so.2', ['libtensorflow_framework.so', 'libtensorflow_framework.so.2']],
] as const;

/** A folder that was filled elsewhere, for machines without a network. */
function copyOf(from: string): Source {
  return {
    name: from,
    async fetch({ folder, signal }) {
      if (!existsSync(homeIn(from))) {
        throw new EngineError(
          `there is no node_modules/${PACKAGE}: fill a folder with npm run engine:tensorflow -- FOLDER`,
        );
      }
      await cp(join(from, 'node_modules'), join(folder, 'node_modules'), {
        recursive: true,
        verbatimSymlinks: true,
        filter: () => {
          signal?.throwIfAborted();
          return true;
        },
      });
    },
  };
}

/** In the order in which they are tried. */
export function sourcesOf(from: string | undefined): readonly Source[] {
  return from === undefined ? [download, wheel] : [copyOf(from)];
}

/** Throws where another version of the package is there than the one that is known. */
export async function checkPackage(folder: string): Promise<void> {
  const file = join(homeIn(folder), 'package.json');
  // npm removes a package that it could not build, and calls that a success.
  if (!existsSync(file)) throw new EngineError('npm could not build it and removed it again');
  const { version } = v.parse(v.object({ version: v.string() }), JSON.parse(await readFile(file, 'utf8')));
  if (version !== VERSION) throw new EngineError(`version ${VERSION} of ${PACKAGE} is needed, not ${version}`);
}
