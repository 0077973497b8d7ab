import { Counter, Gauge, Registry } from 'prom-client';

import type { MetricTable } from './metric-table.ts';

type Labels = Readonly<Record<string, string>>;

/** The metrics of one table. Names and labels are those of the table, or the program does not compile or crashes. */
export class MetricRegistry<T extends MetricTable> {
  readonly #table: T;
  readonly #registry = new Registry();
  readonly #gauges = new Map<string, Gauge>();
  readonly #counters = new Map<string, Counter>();

  constructor(table: T) {
    this.#table = table;
    for (const [name, { type, labels, help }] of Object.entries(table)) {
      const about = { name, help: help.en, labelNames: [...labels], registers: [this.#registry] };
      if (type === 'gauge') this.#gauges.set(name, new Gauge(about));
      else this.#counters.set(name, new Counter(about));
    }
  }

  /** What counts goes on counting; all the rest is told anew with each answer, so that nothing old stays. */
  clear(): void {
    const table: MetricTable = this.#table;
    for (const [name, gauge] of this.#gauges) {
      // Without labels a reset would say 0, which is a claim: it is left out until it is set.
      if (table[name as `hapy_${string}`]?.labels.length === 0) gauge.remove();
      else gauge.reset();
    }
  }

  set(name: keyof T & string, value: number, labels: Labels = {}): void {
    const gauge = this.#gauges.get(name);
    if (gauge === undefined) throw new TypeError(`${name} is no gauge`);
    gauge.set({ ...labels }, value);
  }

  count(name: keyof T & string, labels: Labels = {}, amount = 1): void {
    const counter = this.#counters.get(name);
    if (counter === undefined) throw new TypeError(`${name} is no counter`);
    counter.inc({ ...labels }, amount);
  }

  /** In Prometheus' text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }
}
