/** Text for Plotly, which would take `<b>` for markup: shown as it is written. */
export function plain(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\r\n\t]+/g, ' ');
}

/** At most `length` characters: the middle goes, as layer names differ at both ends. */
export function ellipsised(text: string, length: number): string {
  const characters = Array.from(text);
  if (characters.length <= length) return text;
  if (length < 5) return `${characters.slice(0, Math.max(1, length - 1)).join('')}…`;
  const tail = Math.floor((length - 1) / 2);
  return `${characters.slice(0, length - 1 - tail).join('')}…${characters.slice(-tail).join('')}`;
}

/**
 * Each of at most `length` characters. Where one is longer, what all begin with goes from all, up to a dot or the like: it tells none
 * apart. Then the middle goes.
 */
export function shortened(labels: readonly string[], length: number): readonly string[] {
  if (longest(labels) <= length) return labels;
  const start = sharedStart(labels);
  return labels.map((label) => ellipsised(start > 1 ? `…${label.slice(start)}` : label, length));
}

export function longest(labels: readonly string[]): number {
  return labels.reduce((most, label) => Math.max(most, Array.from(label).length), 0);
}

/** How much all begin with, whole parts of names only. */
function sharedStart([first = '', ...others]: readonly string[]): number {
  let end = others.length === 0 ? 0 : first.length;
  for (const other of others) {
    let same = 0;
    while (same < end && first[same] === other[same]) same++;
    end = same;
  }
  return first.slice(0, end).search(/[^./_:\- ]*$/);
}

/** Which of `count` labels to write so that each has `needed` pixels, `pixels` being one cell's: every n-th. */
export function tickEvery(pixels: number, needed: number): number {
  if (pixels >= needed) return 1;
  const least = needed / pixels;
  for (let power = 1; ; power *= 10) {
    for (const step of [1, 2, 5]) if (step * power >= least) return step * power;
  }
}
