import type { AttributeProto, NodeProto, TensorProto } from './proto';

/** The settings of a node. */
export class Attributes {
  readonly #byName: ReadonlyMap<string, AttributeProto>;

  constructor({ attribute }: NodeProto) {
    this.#byName = new Map(attribute.map((one) => [one.name, one]));
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  int(name: string, otherwise: number): number {
    return this.#byName.get(name)?.i ?? otherwise;
  }

  float(name: string, otherwise: number): number {
    return this.#byName.get(name)?.f ?? otherwise;
  }

  ints(name: string): readonly number[] | undefined {
    return this.#byName.get(name)?.ints;
  }

  floats(name: string): readonly number[] | undefined {
    return this.#byName.get(name)?.floats;
  }

  text(name: string, otherwise: string): string {
    const found = this.#byName.get(name);
    return found ? new TextDecoder().decode(found.s) : otherwise;
  }

  tensor(name: string): TensorProto | undefined {
    return this.#byName.get(name)?.t ?? undefined;
  }
}
