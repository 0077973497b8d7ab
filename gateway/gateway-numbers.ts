import type { ServerResponse } from 'node:http';

import { ownVersion } from '../services/base/installation.ts';
import { MetricRegistry } from '../services/metrics/metric-registry.ts';
import { gatewayMetrics } from '../services/metrics/metric-table.ts';

export interface AnsweredRequest {
  readonly method: string;
  /** The pattern of the route, of which there are few; empty when there is no such route. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** What the gateway counts about itself. */
export class GatewayNumbers {
  readonly #metrics = new MetricRegistry(gatewayMetrics);
  readonly #sessions: () => number;
  readonly #streams = new Set<ServerResponse>();

  constructor(o: { readonly sessions: () => number }) {
    this.#sessions = o.sessions;
  }

  answered({ method, route, status, seconds }: AnsweredRequest): void {
    this.#metrics.count('hapy_gateway_requests_total', { method, route, status: String(status) });
    this.#metrics.count('hapy_gateway_request_seconds_total', { method, route }, seconds);
  }

  /** A stream of events that is open until its response closes. */
  stream(response: ServerResponse): void {
    this.#streams.add(response);
    response.once('close', () => this.#streams.delete(response));
  }

  isStream(response: ServerResponse): boolean {
    return this.#streams.has(response);
  }

  /** In Prometheus' text format. */
  text(o: { readonly coordinatorUp: boolean }): Promise<string> {
    this.#metrics.clear();
    this.#metrics.set('hapy_gateway_build_info', 1, { version: ownVersion() });
    this.#metrics.set('hapy_gateway_coordinator_up', o.coordinatorUp ? 1 : 0);
    this.#metrics.set('hapy_gateway_sessions', this.#sessions());
    this.#metrics.set('hapy_gateway_streams', this.#streams.size);
    return this.#metrics.text();
  }

  get contentType(): string {
    return this.#metrics.contentType;
  }
}
