import { matters, type ParameterSpec, type ParameterValue } from '../../src/measures/parameters';
import type { Result } from '../../src/comparison/document';
import type { CatalogueEntry } from '../protocol';
import { h } from '../dom';
import { numberEntered } from '../entry';
import { checkbox, dropdown, field } from '../ui/controls';
import { t } from '../words';

/** The parameters of the chosen measure that matter as they stand, as controls; `onChange` gets the one that changed. */
export function parameterControls(
  measure: CatalogueEntry,
  result: Result,
  options: { readonly disabled: boolean; readonly onChange: (name: string, value: ParameterValue) => void },
): HTMLElement[] {
  return Object.entries(measure.parameters)
    .filter(([, spec]) => matters(spec, result.params))
    .map(([name, spec]) => control(name, spec, result.params[name] ?? spec.default, options));
}

function control(
  name: string,
  spec: ParameterSpec,
  value: ParameterValue,
  { disabled, onChange }: Parameters<typeof parameterControls>[2],
): HTMLElement {
  const id = `parameter-${name}`;
  switch (spec.type) {
    case 'boolean':
      return checkbox({
        id,
        label: name,
        help: spec.help,
        checked: value === true,
        disabled,
        onChange: (on) => onChange(name, on),
      });
    case 'choice':
      return dropdown({
        id,
        label: name,
        showLabel: true,
        options: spec.choices.map((choice) => ({ value: choice, text: choice })),
        value: String(value),
        disabled,
        onChange: (choice) => onChange(name, choice),
      });
    case 'file':
      return h('span', { class: 'quiet', title: spec.help }, `${name}: ${value ?? t('none')}`);
    case 'number':
    case 'integer':
      return field({
        id,
        label: name,
        help: spec.help,
        value: value === null ? '' : String(value),
        placeholder: spec.default === null ? t('auto') : String(spec.default),
        disabled,
        onEnter: (text) => {
          const entered = numberEntered(text, spec);
          if (typeof entered === 'string') return entered;
          if (entered.value !== value) onChange(name, entered.value);
          return null;
        },
      });
  }
}
