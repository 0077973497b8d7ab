import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

import type { Clock } from '../services/base/clock.ts';
import type { Person } from '../services/rpc/on-behalf.ts';

/** A page that asks for something now and then stays; one that was left open somewhere does not. */
const unusedMs = 3_600_000;
const longestMs = 12 * 3_600_000;
/** A few windows of a few people; whoever opens more loses the oldest. */
const sessionsMax = 500;
const sessionsOfOneMax = 20;

/** The name obliges browsers to send it over HTTPS and to this very host only (RFC 6265bis, section 4.1.3.2). */
const cookieName = '__Host-hapy-session';
const cookieForm = new RegExp(`(?:^|; *)${cookieName}=([^;]*)`);

/** Who opened a session, and until when the proof holds. */
export interface Opened {
  readonly person: Person;
  /** "operator/anne", "token/nagios". */
  readonly identity: string;
  /** Milliseconds since 1970. */
  readonly provedUntilMs: number;
}

/** A browser that was let in. */
export interface Session extends Opened {
  /** What every request that changes something has to repeat in a header: other pages cannot read it. */
  readonly csrf: string;
  readonly openedAtMs: number;
  readonly expiresAtMs: number;
  /** Aborted when the session ends, for whatever is still being told to it. */
  readonly ended: AbortSignal;
}

interface Kept extends Session {
  expiresAtMs: number;
  readonly end: () => void;
}

/**
 * The sessions of browsers, in memory: after a restart of the gateway people log in again. A session holds what its person
 * proved, and everything is asked of the coordinator with it, so a revocation ends what a session can do at once.
 */
export class Sessions {
  readonly #clock: Clock;
  /** By the digest of the cookie, so that the cookie itself is kept by the browser alone. */
  readonly #kept = new Map<string, Kept>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @returns the cookie's value with the session */
  open(opened: Opened): { readonly cookie: string; readonly session: Session } {
    const value = randomBytes(32).toString('base64url');
    const openedAtMs = this.#clock.now();
    const ending = new AbortController();
    const session: Kept = {
      ...opened,
      ...{ csrf: randomBytes(32).toString('base64url'), openedAtMs, ended: ending.signal },
      expiresAtMs: Math.min(openedAtMs + unusedMs, opened.provedUntilMs),
      end: () => ending.abort(),
    };
    this.#makeRoom(opened.identity);
    const key = keyOf(value);
    this.#kept.set(key, session);
    this.#watch(key, session);
    const cookie = `${cookieName}=${value}; Path=/; Max-Age=${longestMs / 1000}; Secure; HttpOnly; SameSite=Strict`;
    return { cookie, session };
  }

  /** The session of a cookie, which lasts longer for being used; undefined when there is none or it is over. */
  use(value: string): Session | undefined {
    const key = keyOf(value);
    const session = this.#kept.get(key);
    if (session === undefined) return undefined;
    const nowMs = this.#clock.now();
    if (session.expiresAtMs <= nowMs) {
      this.#end(key, session);
      return undefined;
    }
    session.expiresAtMs = Math.min(nowMs + unusedMs, session.openedAtMs + longestMs, session.provedUntilMs);
    return session;
  }

  end(value: string): void {
    const key = keyOf(value);
    const session = this.#kept.get(key);
    if (session !== undefined) this.#end(key, session);
  }

  get count(): number {
    return this.#kept.size;
  }

  /** Ends all of them, and the waiting for their ends. */
  close(): void {
    for (const [key, session] of this.#kept) this.#end(key, session);
  }

  #end(key: string, session: Kept): void {
    this.#kept.delete(key);
    session.end();
  }

  /** Ends it in time although nothing is asked any more: a stream may still be open. */
  #watch(key: string, session: Kept): void {
    const leftMs = session.expiresAtMs - this.#clock.now();
    void this.#clock.delay(Math.max(leftMs, 1), session.ended).then(
      () => {
        if (session.expiresAtMs <= this.#clock.now()) this.#end(key, session);
        else this.#watch(key, session);
      },
      () => undefined,
    );
  }

  /** The oldest go: a map keeps the order in which they came. */
  #makeRoom(identity: string): void {
    const own = [...this.#kept].filter(([, session]) => session.identity === identity);
    if (own.length >= sessionsOfOneMax && own[0] !== undefined) this.#end(...own[0]);
    const [oldest] = this.#kept;
    if (this.#kept.size >= sessionsMax && oldest !== undefined) this.#end(...oldest);
  }
}

/** What the browser sent as our cookie, whatever it is; undefined when it sent none. */
export function sessionCookieOf(header: string | undefined): string | undefined {
  return header === undefined ? undefined : cookieForm.exec(header)?.[1];
}

/** Takes the cookie away. */
export const noCookie = `${cookieName}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict`;

export function hasCsrf({ csrf }: Session, header: unknown): boolean {
  if (typeof header !== 'string') return false;
  const [wanted, given] = [Buffer.from(csrf), Buffer.from(header)];
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}

function keyOf(value: string): string {
  return createHash('sha256').update(value).digest('base64');
}
