import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodePanels,
  vsCodePanelTab,
  vsCodePanelView,
  vsCodeProgressRing,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { assign, type Attributes, type Child } from '../dom';
import { icon, type IconName } from './icons';

/*
 * The page's controls, in VS Code's look. The only place that knows which toolkit makes them.
 */

provideVSCodeDesignSystem().register(
  vsCodeButton(),
  vsCodeCheckbox(),
  vsCodeDropdown(),
  vsCodeOption(),
  vsCodePanels(),
  vsCodePanelTab(),
  vsCodePanelView(),
  vsCodeProgressRing(),
  vsCodeTextField(),
);

/** An element of the toolkit. */
export function control(tag: string, attributes: Attributes, ...children: readonly Child[]): HTMLElement {
  const element = document.createElement(tag);
  assign(element, attributes);
  element.append(...children.filter((child): child is Node | string => child != null && child !== false));
  return element;
}

export interface ButtonOptions {
  readonly id?: string;
  readonly label: string;
  /** Shown instead of the label, which becomes the name and the tooltip. */
  readonly icon?: IconName;
  readonly look?: 'primary' | 'secondary';
  readonly onPress: () => void;
  readonly attributes?: Attributes;
}

export function button(options: ButtonOptions): HTMLElement {
  const { id, label, look = 'secondary', onPress, attributes } = options;
  return control(
    'vscode-button',
    {
      id,
      appearance: options.icon ? 'icon' : look,
      ...(options.icon && { 'aria-label': label, title: label }),
      onclick: onPress,
      ...attributes,
    },
    options.icon ? icon(options.icon) : label,
  );
}

export interface DropdownOptions<V extends string> {
  readonly id: string;
  readonly label: string;
  readonly options: readonly { readonly value: V; readonly text: string }[];
  readonly value: V;
  readonly onChange: (value: V) => void;
  readonly disabled?: boolean;
}

/** A list to choose one from, with its label before it where `showLabel`. */
export function dropdown<V extends string>(given: DropdownOptions<V> & { readonly showLabel?: boolean }): HTMLElement {
  const select = control(
    'vscode-dropdown',
    { id: given.id, 'aria-label': given.label, title: given.label, disabled: given.disabled },
    ...given.options.map(({ value, text }) =>
      control('vscode-option', { value, selected: value === given.value }, text),
    ),
  );
  select.addEventListener('change', () => {
    const { value } = select as HTMLElement & { value: V };
    if (value !== given.value) given.onChange(value);
  });
  return given.showLabel
    ? control('span', { class: 'labelled' }, control('span', { 'aria-hidden': 'true' }, given.label), select)
    : select;
}

export interface CheckboxOptions {
  readonly id: string;
  readonly label: string;
  readonly help: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
}

export function checkbox({ id, label, help, checked, onChange, disabled }: CheckboxOptions): HTMLElement {
  const box = control('vscode-checkbox', { id, title: help, checked, disabled, 'aria-label': label }, label);
  box.addEventListener('change', () => {
    const now = (box as HTMLElement & { checked: boolean }).checked;
    if (now !== checked) onChange(now);
  });
  return box;
}

export interface FieldOptions {
  readonly id: string;
  readonly label: string;
  readonly help: string;
  readonly value: string;
  readonly placeholder?: string;
  /** Takes the text when it is entered; returns what is wrong with it, if something is. */
  readonly onEnter: (text: string) => string | null;
  readonly disabled?: boolean;
}

/** A short text field with its label before it; a refused entry is marked and says why. */
export function field({ id, label, help, value, placeholder, onEnter, disabled }: FieldOptions): HTMLElement {
  const input = control('vscode-text-field', {
    id,
    value,
    placeholder,
    title: help,
    disabled,
    'aria-label': label,
    size: 6,
  });
  const complaint = control('span', { class: 'complaint', role: 'alert' });
  input.addEventListener('change', () => {
    const wrong = onEnter((input as HTMLElement & { value: string }).value);
    complaint.textContent = wrong ?? '';
    input.classList.toggle('refused', wrong !== null);
  });
  return control('span', { class: 'labelled' }, control('span', { 'aria-hidden': 'true' }, label), input, complaint);
}

/** A ring that turns, never without words. */
export function busy(words: string): HTMLElement {
  return control(
    'div',
    { class: 'busy', role: 'status' },
    control('vscode-progress-ring', { 'aria-hidden': 'true' }),
    control('span', {}, words),
  );
}
