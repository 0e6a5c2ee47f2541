import type { NumberParameter, ParameterSpec, ParameterValue } from '../../src/measures/parameters';
import type { Result } from '../../src/comparison/document';
import type { CatalogueEntry } from '../protocol';
import { h } from '../dom';
import { checkbox, dropdown, field } from '../ui/controls';
import { t } from '../words';

/** The parameters of the chosen measure as controls; `onChange` gets the one that changed. */
export function parameterControls(
  measure: CatalogueEntry,
  result: Result,
  options: { readonly disabled: boolean; readonly onChange: (name: string, value: ParameterValue) => void },
): HTMLElement[] {
  return Object.entries(measure.parameters).map(([name, spec]) =>
    control(name, spec, result.params[name] ?? spec.default, options),
  );
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

/** The number that was typed (nothing = the default), or what is wrong with it. */
export function numberEntered(text: string, spec: NumberParameter): { readonly value: number | null } | string {
  const trimmed = text.trim();
  if (trimmed === '') return { value: spec.default };
  const value = Number(trimmed);
  if (!Number.isFinite(value)) return t('not a number');
  if (spec.type === 'integer' && !Number.isInteger(value)) return t('a whole number, please');
  if (spec.min !== undefined && value < spec.min) return t('at least {0}', spec.min);
  if (spec.max !== undefined && value > spec.max) return t('at most {0}', spec.max);
  if (spec.above !== undefined && value <= spec.above) return t('more than {0}', spec.above);
  return { value };
}
