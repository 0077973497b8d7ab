import type { Language } from '../../services/base/messages/language.ts';
import type { Problem } from './answers.ts';

/** What came of a question: the answer, what the gateway said instead, or nothing at all. */
export type Reply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem }
  | { readonly ok: false; readonly problem: undefined };

/** What every request carries. */
export interface Caller {
  readonly language: Language;
  /** Empty before there is a session. */
  readonly csrf: string;
}

const base = '/api/v1';
/** Longer than the gateway's own deadline for its question to the coordinator. */
const patienceMs = 30_000;

/** The gateway's REST interface, from the page that it served. Never throws for what a network does. */
export class Client {
  readonly #caller: () => Caller;

  constructor(caller: () => Caller) {
    this.#caller = caller;
  }

  get<T>(path: string): Promise<Reply<T>> {
    return this.#ask<T>('GET', path);
  }

  /** Every POST has a key of its own, so that a repeated request is carried out once. */
  post<T>(path: string, body: object): Promise<Reply<T>> {
    return this.#ask<T>('POST', path, body);
  }

  delete(path: string): Promise<Reply<undefined>> {
    return this.#ask<undefined>('DELETE', path);
  }

  /** A stream of server-sent events; the caller reads its body. */
  stream(path: string, lastEventId: string, signal: AbortSignal): Promise<Response> {
    const headers = { ...this.#headers(), accept: 'text/event-stream' };
    const place = lastEventId === '' ? {} : { 'last-event-id': lastEventId };
    return fetch(`${base}${path}`, { headers: { ...headers, ...place }, signal, cache: 'no-store' });
  }

  async #ask<T>(method: string, path: string, body?: object): Promise<Reply<T>> {
    const headers: Record<string, string> = { ...this.#headers(), accept: 'application/json' };
    if (method !== 'GET') headers['x-csrf-token'] = this.#caller().csrf;
    if (method === 'POST') headers['idempotency-key'] = crypto.randomUUID();
    if (body !== undefined) headers['content-type'] = 'application/json';
    const signal = AbortSignal.timeout(patienceMs);
    const own = body === undefined ? {} : { body: JSON.stringify(body) };
    try {
      const answer = await fetch(`${base}${path}`, { method, headers, signal, ...own });
      const text = await answer.text();
      const value: unknown = text === '' ? undefined : JSON.parse(text);
      if (answer.ok) return { ok: true, value: value as T };
      return { ok: false, problem: value as Problem };
    } catch {
      // No answer, or one that is not the gateway's: a page of something in between.
      return { ok: false, problem: undefined };
    }
  }

  #headers(): Record<string, string> {
    return { 'accept-language': this.#caller().language };
  }
}
