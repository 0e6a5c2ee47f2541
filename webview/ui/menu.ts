import { h } from '../dom';
import { button } from './controls';
import type { IconName } from './icons';

export interface MenuEntry {
  readonly label: string;
  readonly onChoose: () => void;
}

/** A button that opens a short list of actions; arrow keys walk it, Escape closes it. */
export function menuButton(options: {
  id: string;
  label: string;
  icon: IconName;
  entries: readonly MenuEntry[];
}): HTMLElement {
  const { id, label, entries } = options;
  const list = h('div', { class: 'menu', role: 'menu', id: `${id}-menu`, 'aria-label': label, hidden: true });
  const opener = button({
    id,
    label,
    icon: options.icon,
    onPress: () => toggle(list.hasAttribute('hidden')),
    attributes: { 'aria-haspopup': 'menu', 'aria-expanded': 'false' },
  });
  const items = entries.map((entry) =>
    h('button', { role: 'menuitem', tabindex: -1, type: 'button', onclick: () => choose(entry) }, entry.label),
  );
  list.append(...items);
  const holder = h('span', { class: 'menu-holder' }, opener, list);

  const onOutside = (event: Event): void => {
    if (!holder.contains(event.target as Node)) toggle(false);
  };
  function toggle(open: boolean): void {
    list.hidden = !open;
    opener.setAttribute('aria-expanded', String(open));
    if (open) {
      items[0]?.focus();
      document.addEventListener('pointerdown', onOutside);
    } else document.removeEventListener('pointerdown', onOutside);
  }
  function choose(entry: MenuEntry): void {
    toggle(false);
    opener.focus();
    entry.onChoose();
  }
  list.addEventListener('keydown', (event) => {
    const here = items.indexOf(document.activeElement as HTMLButtonElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) items[(here + step + items.length) % items.length]?.focus();
    else if (event.key === 'Escape') {
      toggle(false);
      opener.focus();
    } else {
      if (event.key === 'Tab') toggle(false);
      return;
    }
    event.preventDefault();
  });
  return holder;
}
