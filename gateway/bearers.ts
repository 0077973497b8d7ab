import { createHash } from 'node:crypto';

import type { Clock } from '../services/base/clock.ts';
import { HapyError } from '../services/base/errors/hapy-error.ts';
import { parseApiToken } from '../services/rpc/api-token.ts';
import type { Role } from '../services/rpc/caller.ts';
import type { Coordinator } from './ports.ts';

/** How long an answer is taken for true; the coordinator judges every call of a token by itself anyway. */
const trueMs = 5_000;
/** How long a token that counted may read what was known last, while the coordinator cannot be asked. */
const rememberedMs = 12 * 3_600_000;
const bearersMax = 1000;

/** Whom a token makes of its bearer, as the coordinator says. */
export interface KnownBearer {
  readonly role: Role;
  readonly name: string;
  readonly expiresAtMs: number;
}

interface Checked extends KnownBearer {
  readonly checkedAtMs: number;
}

/** Who the bearers of API tokens are. Only the coordinator can tell; here are its last answers, by the token's digest. */
export class Bearers {
  readonly #coordinator: Pick<Coordinator, 'whoAmI'>;
  readonly #clock: Clock;
  readonly #checked = new Map<string, Checked>();

  constructor(coordinator: Pick<Coordinator, 'whoAmI'>, clock: Clock) {
    this.#coordinator = coordinator;
    this.#clock = clock;
  }

  /** @throws HapyError HAPY-E762 to E764 when it does not count, and why the coordinator cannot be asked */
  async of(token: string, signal: AbortSignal): Promise<KnownBearer> {
    if (parseApiToken(token) === undefined) throw new HapyError('HAPY-E762');
    const key = createHash('sha256').update(token).digest('base64');
    const known = this.#checked.get(key);
    const ageMs = known === undefined ? Infinity : this.#clock.now() - known.checkedAtMs;
    if (known !== undefined && ageMs < trueMs && known.expiresAtMs > this.#clock.now()) return known;
    try {
      const { role, name, expiresAtMs } = await this.#coordinator.whoAmI(
        {},
        { person: { apiToken: token }, signal },
      );
      return this.#keep(key, { role: role as Role, name, expiresAtMs: Number(expiresAtMs) });
    } catch (error) {
      if (known !== undefined && ageMs < rememberedMs && isAway(error)) return known;
      this.#checked.delete(key);
      throw error;
    }
  }

  #keep(key: string, bearer: KnownBearer): KnownBearer {
    this.#checked.delete(key);
    this.#checked.set(key, { ...bearer, checkedAtMs: this.#clock.now() });
    const [oldest] = this.#checked.keys();
    if (this.#checked.size > bearersMax && oldest !== undefined) this.#checked.delete(oldest);
    return bearer;
  }
}

function isAway(error: unknown): boolean {
  if (!(error instanceof HapyError)) return false;
  return error.category === 'UNAVAILABLE' || error.category === 'DEADLINE_EXCEEDED';
}
