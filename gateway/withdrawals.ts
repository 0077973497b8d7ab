import type { Clock } from '../services/base/clock.ts';
import type { CertifiedPerson } from '../services/rpc/on-behalf.ts';
import type { Coordinator } from './ports.ts';

interface Question {
  readonly askedAtMs: number;
  readonly answer: Promise<void>;
}

/** How long an answer is taken for true, as of a token. */
const trueMs = 5_000;

/**
 * Whether persons' certificates were withdrawn. Only the coordinator knows; whoever reads many streams under one
 * certificate is asked about once. Requests need none of this: the coordinator judges each by itself.
 */
export class Withdrawals {
  readonly #coordinator: Pick<Coordinator, 'whoAmI'>;
  readonly #clock: Clock;
  readonly #questions = new Map<string, Question>();

  constructor(coordinator: Pick<Coordinator, 'whoAmI'>, clock: Clock) {
    this.#coordinator = coordinator;
    this.#clock = clock;
  }

  /** @throws HapyError HAPY-E115 when it was withdrawn, and why the coordinator cannot be asked */
  refuse(person: CertifiedPerson): Promise<void> {
    const key = `${person.uri} ${person.serial}`;
    this.#forgetOld();
    const known = this.#questions.get(key);
    if (known !== undefined) return known.answer;
    // Nobody's patience: who asked first may leave while others wait for the same answer.
    const asking = { person, signal: new AbortController().signal };
    const answer = this.#coordinator.whoAmI({}, asking).then(() => undefined);
    this.#questions.set(key, { askedAtMs: this.#clock.now(), answer });
    return answer;
  }

  /** A map keeps the order in which they were asked. */
  #forgetOld(): void {
    const oldestMs = this.#clock.now() - trueMs;
    for (const [key, { askedAtMs }] of this.#questions) {
      if (askedAtMs > oldestMs) return;
      this.#questions.delete(key);
    }
  }
}
