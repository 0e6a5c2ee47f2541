/** Outlines on a 16×16 field, drawn in the text colour. */
const outlines = {
  rerun: 'M13 8a5 5 0 1 1-1.5-3.5M13 2v3h-3',
  export: 'M8 2v8M4.5 7 8 10.5 11.5 7M3 13h10',
  warning: 'M8 2.5 14.5 13.5H1.5ZM8 6.5v3.5M8 11.6v.6',
} as const;

export type IconName = keyof typeof outlines;

/** A picture beside words; a screen reader passes over it. */
export function icon(name: IconName): SVGSVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('width', '16');
  svg.setAttribute('height', '16');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', 'icon');
  const path = document.createElementNS(namespace, 'path');
  path.setAttribute('d', outlines[name]);
  svg.append(path);
  return svg;
}
