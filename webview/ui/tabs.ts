import { h } from '../dom';
import { control } from './controls';

export interface Tab {
  readonly id: string;
  readonly title: string;
  readonly content: HTMLElement;
}

/** Views behind tabs. A view's element stays what it is while another is shown. */
export class Tabs {
  readonly element = h('div', { class: 'views' });
  #panels: (HTMLElement & { activeid: string }) | undefined;
  #drawn = '';

  constructor(private readonly onChange: (id: string) => void) {}

  show(list: readonly Tab[], active: string): void {
    const key = JSON.stringify(list.map(({ id, title }) => [id, title]));
    if (key !== this.#drawn) this.#build(list, active);
    else if (this.#panels) this.#panels.activeid = `tab-${active}`;
    this.#drawn = key;
  }

  #build(list: readonly Tab[], active: string): void {
    const panels = control(
      'vscode-panels',
      { activeid: `tab-${active}` },
      ...list.map(({ id, title }) => control('vscode-panel-tab', { id: `tab-${id}` }, title)),
      ...list.map(({ id, content }) => control('vscode-panel-view', { id: `view-${id}` }, content)),
    ) as HTMLElement & { activeid: string };
    panels.addEventListener('change', (event) => {
      if (event.target === panels) this.onChange(panels.activeid.replace(/^tab-/, '')); // not a control inside a view
    });
    this.#panels = panels;
    this.element.replaceChildren(panels);
  }
}
