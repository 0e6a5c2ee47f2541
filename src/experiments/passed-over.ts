/** Never hold dumps, or hold others' files. */
const neverWalked = new Set(
  '.git .hg .svn node_modules .venv venv __pycache__ .ipynb_checkpoints .cache site-packages .tox .mypy_cache .pytest_cache'.split(
    ' ',
  ),
);
/** Being written by somebody, or left behind: files and folders. */
const passedOver = /^\.tmp_|^tmp-checkpoint-|^\.nfs|^\._|\.(?:tmp|part)$|\.orbax-checkpoint-tmp/;

export function isPassedOver(name: string): boolean {
  return passedOver.test(name);
}

/** Whether a folder of this name is passed over with everything in it. */
export function isNeverWalked(name: string, parent: string): boolean {
  return neverWalked.has(name) || (name === 'cache' && parent === '.dvc') || isPassedOver(name);
}
