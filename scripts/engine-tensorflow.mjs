// Installs the TensorFlow engine: npm's package with its download of libtensorflow, else with the library of pip's wheel.
// `npm run engine:tensorflow -- FOLDER` installs into FOLDER/node_modules; the default is this project.
// TFJS_NODE_BASE_URI or TFJS_NODE_CDN_STORAGE name another place for the download.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';

const PACKAGE = '@tensorflow/tfjs-node@4.22.0';
const WHEEL = 'tensorflow-cpu==2.21.0';
const MINUTES = 60_000;

const folder = resolve(process.argv[2] ?? '.');
const home = join(folder, 'node_modules/@tensorflow/tfjs-node');
const windows = process.platform === 'win32';

/** Runs a command quietly; throws an Error whose message is the telling line of what it wrote. */
function run(command, args, minutes) {
  try {
    return execFileSync(command, args, {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
      timeout: minutes * MINUTES,
      shell: windows, // npm is a .cmd there
    });
  } catch (error) {
    const lines = `${error.stderr ?? ''}\n${error.stdout ?? ''}`.split('\n').map((line) => line.trim());
    const telling = lines.findLast((line) => /error|failed|not found|unsupported/i.test(line));
    throw new Error(`${command} ${args[0]}: ${telling ?? error.code ?? error.message}`, { cause: error });
  }
}

const npm = (args, minutes) => run('npm', [...args, '--prefix', folder, '--no-audit', '--no-fund'], minutes);

/** Loads the package in a process of its own, where a crash does no harm; returns the version of TensorFlow. */
function tryEngine() {
  if (!existsSync(home))
    throw new Error('npm could not build it and removed it again (libtensorflow was not to be had)');
  const script = `
    const util = require('util');
    util.isNullOrUndefined ??= (value) => value === null || value === undefined;
    util.isArray ??= Array.isArray;
    const tf = require(${JSON.stringify(home)});
    if (tf.matMul([[1, 2]], [[3], [4]]).dataSync()[0] !== 11) throw new Error('a product is wrong');
    console.log(tf.backend().binding.TF_Version);`;
  return run(process.execPath, ['-e', script], 2).trim().split('\n').at(-1);
}

function fromNpm() {
  npm(['install', PACKAGE, '--no-save'], 20);
  return tryEngine();
}

/** The wheel's libraries export the same C API; the package finds them under deps/ and builds its binding against them. */
function fromWheel() {
  if (process.platform !== 'linux') throw new Error(`the wheel's libraries fit on Linux only, not ${process.platform}`);
  npm(['install', PACKAGE, '--no-save', '--ignore-scripts'], 10);
  const deps = join(home, 'deps');
  const wheel = join(deps, 'wheel');
  rmSync(deps, { recursive: true, force: true });
  mkdirSync(join(deps, 'lib'), { recursive: true });
  run('python3', ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', wheel, WHEEL], 20);
  const content = join(wheel, 'tensorflow');
  symlinkSync(join(content, 'include'), join(deps, 'include'));
  const link = (library, names) => {
    if (!existsSync(join(content, library))) throw new Error(`${WHEEL} has no ${library}`);
    for (const name of names) symlinkSync(join(content, library), join(deps, 'lib', name));
  };
  // The first name is what the linker looks for, the last the package, the others the loader.
  link('libtensorflow_cc.so.2', [
    'libtensorflow.so',
    'libtensorflow_cc.so.2',
    'libtensorflow.so.2',
    'libtensorflow.so.2.9.1',
  ]);
  link('libtensorflow_framework.so.2', ['libtensorflow_framework.so', 'libtensorflow_framework.so.2']);
  npm(['rebuild', '@tensorflow/tfjs-node'], 20);
  return tryEngine();
}

mkdirSync(folder, { recursive: true });
const failures = [];
for (const [source, install] of [
  ['npm download', fromNpm],
  ['pip wheel', fromWheel],
]) {
  try {
    console.log(`Installing the TensorFlow engine (${source})…`);
    const version = install();
    console.log(`The TensorFlow engine is installed in ${folder} (${source}, TensorFlow ${version}).`);
    process.exit(0);
  } catch (error) {
    failures.push(`${source}: ${error.message}`);
  }
}
console.error(`The TensorFlow engine could not be installed. ${failures.join('; ')}.`);
process.exit(1);
