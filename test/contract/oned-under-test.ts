import assert from 'node:assert/strict';

import { raftFromDocument } from '../../agent/adapters/opennebula/documents.ts';
import { type Answer, decodeAnswer } from '../../agent/adapters/opennebula/xml-rpc-codec.ts';
import { parseXml } from '../../agent/bounded-xml.ts';
import { zoneFromDocument } from '../../agent/zone-document.ts';
import { encodeCall } from '../../sandbox/double/wire/encode.ts';
import { flag, int32, int64, text, type Value } from '../../sandbox/double/wire/value.ts';
import type { Raft, ZoneServer } from '../../services/domain/observed.ts';
import { exchange } from './exchange.ts';

/** A parameter of a call; numbers are 32-bit ones unless they say otherwise. */
export type Given = string | number | boolean | { readonly i8: number };

const answerMs = 15_000;

/** One oned at its own endpoint, whose answers are read by the code that reads them in production. */
export class OnedUnderTest {
  readonly endpoint: string;
  readonly #session: string;

  /** `session` is `user:password`; it is in no message. */
  constructor(endpoint: string, session: string) {
    this.endpoint = endpoint;
    this.#session = session;
  }

  get user(): string {
    return this.#session.split(':')[0] ?? '';
  }

  async raft(): Promise<Raft> {
    return raftFromDocument(parseXml(String(await this.value('one.zone.raftstatus'))));
  }

  async servers(): Promise<readonly ZoneServer[]> {
    return zoneFromDocument(parseXml(String(await this.value('one.zone.info', 0)))).servers;
  }

  /** The value of a call that succeeds. */
  async value(method: string, ...parameters: readonly Given[]): Promise<string | number | boolean> {
    const answer = await this.#ask(this.#session, method, parameters);
    assert.ok(answer.kind === 'success', `${method}: ${said(answer)}`);
    return answer.value;
  }

  /** The same of a read that a follower answers from its own copy, up to a heartbeat after the write. */
  async soon(method: string, ...parameters: readonly Given[]): Promise<string | number | boolean> {
    const untilMs = performance.now() + answerMs;
    for (;;) {
      const answer = await this.#ask(this.#session, method, parameters);
      if (answer.kind === 'success') return answer.value;
      assert.ok(performance.now() < untilMs, `${method}: ${said(answer)}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Holds when the call fails with that code and text; a text that ends in * is a beginning. */
  async refuses(method: string, parameters: readonly Given[], code: number, expected: string): Promise<void> {
    this.#refused(await this.#ask(this.#session, method, parameters), method, code, expected);
  }

  /** The same with another session, and no parameters after it. */
  async refusesSession(session: string, method: string, code: number, expected: string): Promise<void> {
    this.#refused(await this.#ask(session, method, [0, 0, { i8: 0 }, 0]), method, code, expected);
  }

  async faultOf(method: string, ...parameters: readonly Given[]): Promise<number> {
    const answer = await this.#ask(this.#session, method, parameters);
    assert.ok(answer.kind === 'fault', `${method}: ${said(answer)}`);
    return answer.faultCode;
  }

  #refused(answer: Answer, method: string, code: number, expected: string): void {
    assert.ok(answer.kind === 'failure', `${method}: ${said(answer)}`);
    const beginning = expected.endsWith('*') ? expected.slice(0, -1) : undefined;
    const message =
      beginning === undefined
        ? answer.message
        : answer.message.slice(0, method.length + 3 + beginning.length);
    assert.deepEqual(
      { code: answer.errorCode, message },
      { code, message: `[${method}] ${beginning ?? expected}` },
    );
  }

  async #ask(session: string, method: string, parameters: readonly Given[]): Promise<Answer> {
    const body = encodeCall(method, [text(session), ...parameters.map(valueOf)]);
    const answer = await exchange(this.endpoint, 'POST', body, answerMs);
    assert.ok(answer !== undefined, `${method}: no answer within ${answerMs / 1000} s`);
    return decodeAnswer(answer.body);
  }
}

function valueOf(given: Given): Value {
  if (typeof given === 'string') return text(given);
  if (typeof given === 'boolean') return flag(given);
  return typeof given === 'number' ? int32(given) : int64(given.i8);
}

function said(answer: Answer): string {
  if (answer.kind === 'success') return `succeeded with ${String(answer.value).slice(0, 80)}`;
  return answer.kind === 'fault' ? `fault ${answer.faultCode}` : answer.message;
}
