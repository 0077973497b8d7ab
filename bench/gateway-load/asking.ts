import { Agent, type AgentOptions, request } from 'node:https';

/** Whoever asks: addresses of their own, because the gateway counts requests by address. */
const askers = 20;

export interface Asked {
  /** Milliseconds from when it should have been sent to the end of its answer: a late sending is not forgiven. */
  readonly latencyMs: number;
  readonly status: number;
  readonly bytes: number;
}

/** Sends requests at a steady rate, whatever the answers take: the open loop that real clients are. */
export class Asking {
  readonly #agents: readonly Agent[];
  readonly #url: URL;
  readonly asked: Asked[] = [];

  constructor(url: string, tls: AgentOptions, network: number) {
    this.#url = new URL(url);
    this.#agents = Array.from(
      { length: askers },
      (_, index) =>
        new Agent({ ...tls, keepAlive: true, maxSockets: 4, localAddress: `127.0.${network}.${index + 1}` }),
    );
  }

  /** `perSecond` requests for so many seconds; resolves with the last answer. */
  async run(perSecond: number, seconds: number): Promise<void> {
    const startMs = performance.now();
    const total = perSecond * seconds;
    const answers: Promise<void>[] = [];
    while (answers.length < total) {
      const due = Math.min(total, Math.floor(((performance.now() - startMs) / 1000) * perSecond) + 1);
      while (answers.length < due)
        answers.push(this.#ask(answers.length, startMs + (answers.length / perSecond) * 1000));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await Promise.all(answers);
  }

  close(): void {
    for (const agent of this.#agents) agent.destroy();
  }

  #ask(at: number, dueMs: number): Promise<void> {
    const agent = this.#agents[at % askers];
    return new Promise((resolve) => {
      const done = (status: number, bytes: number) => {
        this.asked.push({ latencyMs: performance.now() - dueMs, status, bytes });
        resolve();
      };
      request(this.#url, { agent }, (answer) => {
        let bytes = 0;
        answer.on('data', (part: Buffer) => (bytes += part.length));
        answer.on('end', () => done(answer.statusCode ?? 0, bytes));
      })
        .on('error', () => done(0, 0))
        .end();
    });
  }
}

/** A reader of events that keeps its connection for as long as it is let. */
export class Reader {
  events = 0;
  /** What ended it, when something did. */
  ended = '';
  readonly #close: () => void;

  constructor(url: string, tls: AgentOptions, address: string) {
    const options = { ...tls, localAddress: address, agent: false, headers: { accept: 'text/event-stream' } };
    const asked = request(new URL(url), options, (answer) => {
      answer.on('data', (part: Buffer) => (this.events += part.toString().split('event: ').length - 1));
      answer.on('close', () => (this.ended = `status ${answer.statusCode}`));
    });
    asked.on('error', (error) => (this.ended = error.message)).end();
    this.#close = () => asked.destroy();
  }

  close(): void {
    this.#close();
  }
}
