import { ParameterError } from './errors';
import { didYouMean } from './facts';
import type { MeasureFacts } from './measure';
import type { NumberParameter, Parameters, ParameterSpec, ParameterValue } from './parameters';

type Named = Pick<MeasureFacts, 'id' | 'parameters'>;

/**
 * The full set of a measure's parameters: what was given, checked, and defaults for the rest.
 * Throws a `ParameterError` of one line that names the bounds or the choices.
 */
export function fillParameters(measure: Named, given: Readonly<Record<string, unknown>> = {}): Parameters {
  const specs = measure.parameters;
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(specs, name)) throw new ParameterError(unknownName(measure, name));
  }
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => {
      const value = given[name];
      return [name, value === undefined ? spec.default : check(measure, name, spec, value)];
    }),
  );
}

/** Parameters written as text (`fraction=0.5` of the command line), each read as its type asks. */
export function readParameters(measure: Named, texts: Readonly<Record<string, string>>): Parameters {
  const specs = measure.parameters;
  const read = (name: string, text: string): unknown => {
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (spec?.type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
    if (spec?.type === 'number' || spec?.type === 'integer') {
      const number = Number(text);
      return text.trim() === '' || Number.isNaN(number) ? text : number;
    }
    return text;
  };
  return fillParameters(
    measure,
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, read(name, text)])),
  );
}

/** What values a parameter takes, in words: `a number from 0 to 1`. */
export function allowedValues(spec: ParameterSpec): string {
  switch (spec.type) {
    case 'boolean':
      return 'true or false';
    case 'choice':
      return `one of ${spec.choices.join(', ')}`;
    case 'file':
      return 'the path of a file';
    default: {
      const file = spec.orFile ? ', or the path of a file' : '';
      return `${spec.type === 'integer' ? 'a whole number' : 'a number'}${bounds(spec)}${file}`;
    }
  }
}

function bounds({ min, max, above }: NumberParameter): string {
  const low = above !== undefined ? ` above ${above}` : min !== undefined ? ` from ${min}` : '';
  if (max === undefined) return min !== undefined && above === undefined ? ` of at least ${min}` : low;
  return low === '' ? ` of at most ${max}` : `${low} ${above !== undefined ? 'and at most' : 'to'} ${max}`;
}

function check(measure: Named, name: string, spec: ParameterSpec, value: unknown): ParameterValue {
  const checked = accepted(spec, value);
  if (checked !== undefined) return checked;
  throw new ParameterError(`${measure.id}: ${name} must be ${allowedValues(spec)}, not ${JSON.stringify(value)}.`);
}

/** The value as it is recorded, or undefined where it is refused. */
function accepted(spec: ParameterSpec, value: unknown): ParameterValue | undefined {
  if (value === null && spec.default === null) return null;
  switch (spec.type) {
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'choice': {
      // A choice may look like a number (`base = 2`), and JSON will give it as one.
      const text = typeof value === 'number' ? String(value) : value;
      return spec.choices.find((choice) => choice === text);
    }
    case 'file':
      return typeof value === 'string' && value !== '' ? value : undefined;
    default:
      if (typeof value === 'string') return spec.orFile && value !== '' ? value : undefined;
      return typeof value === 'number' && withinBounds(spec, value) ? value : undefined;
  }
}

function withinBounds({ type, min, max, above }: NumberParameter, value: number): boolean {
  if (!Number.isFinite(value) || (type === 'integer' && !Number.isInteger(value))) return false;
  return (
    (min === undefined || value >= min) && (max === undefined || value <= max) && (above === undefined || value > above)
  );
}

function unknownName(measure: Named, name: string): string {
  const names = Object.keys(measure.parameters);
  if (names.length === 0) return `${measure.id} has no parameter "${name}"; it takes none.`;
  return `${measure.id} has no parameter "${name}".${didYouMean(name, names)} It takes ${names.join(', ')}.`;
}
