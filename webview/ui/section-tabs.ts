import { h } from '../dom';

export interface SectionTabChoice<T extends string> {
  readonly id: T;
  readonly title: string;
}

/** Small tabs over what is below them; arrow keys walk them. The panel is the caller's. */
export function sectionTabs<T extends string>(
  choices: readonly SectionTabChoice<T>[],
  { active, label, panel, onChange }: { active: T; label: string; panel: string; onChange: (id: T) => void },
): HTMLElement {
  const tabs = choices.map(({ id, title }) =>
    h(
      'button',
      {
        type: 'button',
        role: 'tab',
        id: `section-tab-${id}`,
        'aria-controls': panel,
        'aria-selected': String(id === active),
        tabindex: id === active ? 0 : -1,
        onclick: () => choose(id),
      },
      title,
    ),
  );
  function choose(id: T): void {
    choices.forEach((choice, at) => {
      tabs[at]!.setAttribute('aria-selected', String(choice.id === id));
      tabs[at]!.tabIndex = choice.id === id ? 0 : -1;
    });
    onChange(id);
  }
  const list = h('div', { class: 'section-tabs', role: 'tablist', 'aria-label': label }, ...tabs);
  list.addEventListener('keydown', (event) => {
    const here = tabs.indexOf(document.activeElement as HTMLButtonElement);
    const steps: Record<string, number> = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: tabs.length - 1 };
    const to = steps[event.key];
    if (to === undefined || here < 0) return;
    event.preventDefault();
    const next = (to + tabs.length) % tabs.length;
    tabs[next]!.focus();
    choose(choices[next]!.id);
  });
  return list;
}
