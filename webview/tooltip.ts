import { h } from './dom';

/*
 * One tooltip for all plots: words set as text, beside the pointer or the cell, always inside the window.
 */

let box: HTMLElement | undefined;

export function showTooltip(lines: readonly string[], x: number, y: number): void {
  box ??= h('div', { class: 'tooltip', 'aria-hidden': 'true' });
  box.replaceChildren(...lines.map((line) => h('div', {}, line)));
  box.hidden = false;
  if (!box.isConnected) document.body.append(box);
  const { width, height } = box.getBoundingClientRect();
  const left = x + 14 + width > window.innerWidth ? x - 14 - width : x + 14;
  const top = y + 14 + height > window.innerHeight ? y - 14 - height : y + 14;
  box.style.left = `${Math.max(4, left)}px`;
  box.style.top = `${Math.max(4, top)}px`;
}

export function hideTooltip(): void {
  if (box) box.hidden = true;
}
