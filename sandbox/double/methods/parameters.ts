import { type Value, WireFault } from '../wire/value.ts';

/** Reads the parameters of a call by position, with xmlrpc-c's faults for what is missing or of another type. */
export class ParameterReader {
  readonly #values: readonly Value[];

  constructor(values: readonly Value[]) {
    this.#values = values;
  }

  text(at: number): string {
    const value = this.#value(at);
    if (value.type !== 'string') throw wrongType('string');
    return value.value;
  }

  int(at: number): number {
    const value = this.#value(at);
    if (value.type !== 'i4') throw wrongType('integer');
    return value.value;
  }

  long(at: number): number {
    const value = this.#value(at);
    if (value.type !== 'i8') throw wrongType('64-bit integer');
    return value.value;
  }

  flag(at: number): boolean {
    const value = this.#value(at);
    if (value.type !== 'boolean') throw wrongType('boolean');
    return value.value;
  }

  #value(at: number): Value {
    const value = this.#values[at];
    if (value === undefined) throw new WireFault(-501, 'Not enough parameters');
    return value;
  }
}

function wrongType(word: string): WireFault {
  return new WireFault(-501, `Parameter that is supposed to be ${word} is not`);
}
