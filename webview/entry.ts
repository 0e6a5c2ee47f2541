import type { NumberParameter } from '../src/measures/parameters';
import { t } from './words';

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
