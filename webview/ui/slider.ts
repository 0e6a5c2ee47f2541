import { h } from '../dom';

export interface SliderOptions {
  readonly id: string;
  readonly label: string;
  /** What each step is called. */
  readonly steps: readonly string[];
  readonly value: number;
  readonly onStep: (step: number) => void;
}

/** A slider over named steps: arrow keys, Home and End step it, and it says the step's name. */
export function slider({ id, label, steps, value, onStep }: SliderOptions): HTMLElement {
  const name = h('output', { class: 'number', for: id }, steps[value] ?? '');
  const input = h('input', {
    type: 'range',
    id,
    min: 0,
    max: Math.max(0, steps.length - 1),
    step: 1,
    value,
    'aria-valuetext': steps[value],
  });
  input.addEventListener('input', () => {
    const step = Number(input.value);
    name.textContent = steps[step] ?? '';
    input.setAttribute('aria-valuetext', steps[step] ?? '');
    onStep(step);
  });
  return h('div', { class: 'slider' }, h('label', { for: id }, label), input, name);
}
