/*
 * Elements made of text and other elements, never of markup: whatever a layer is called, it is shown as written.
 */

export type Child = Node | string | null | undefined | false;
type Attribute = string | number | boolean | null | undefined | ((event: Event) => void);
export type Attributes = Readonly<Record<string, Attribute>>;

/** An element. Functions are listeners (`onclick`), `true` is an empty attribute, `false` and null leave it out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes,
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  assign(element, attributes);
  append(element, children);
  return element;
}

export function assign(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.replace(/^on/, ''), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value != null) element.setAttribute(name, String(value));
  }
}

export function append(element: Element, children: readonly Child[]): void {
  element.append(...children.filter((child): child is Node | string => child != null && child !== false));
}

/** Replaces what `container` holds; the focus returns to the element of the same id. */
export function fill(container: Element, ...children: readonly Child[]): void {
  const focused = document.activeElement;
  const id = focused && container.contains(focused) ? focused.id : '';
  container.replaceChildren();
  append(container, children);
  if (id) document.getElementById(id)?.focus();
}

/** Runs `build` only when what it draws (`key`) is not what it drew last. */
export function whenChanged(build: () => void): (...key: readonly unknown[]) => void {
  let last: readonly unknown[] | undefined;
  return (...key) => {
    if (last?.length === key.length && key.every((part, index) => Object.is(part, last![index]))) return;
    last = key;
    build();
  };
}
