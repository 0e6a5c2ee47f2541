/** The folder that paths share, to its slash: what need not be said of each. '' where they share none, or are all the same. */
export function sharedFolder(paths: readonly string[]): string {
  const [first = '', ...others] = new Set(paths);
  if (others.length === 0) return '';
  let length = 0;
  while (length < first.length && others.every((path) => path[length] === first[length])) length++;
  const shared = first.slice(0, length);
  return shared.slice(0, Math.max(shared.lastIndexOf('/'), shared.lastIndexOf('\\')) + 1);
}
