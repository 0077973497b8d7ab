import type { Client } from './client.ts';
import { SseParser, type StreamMessage } from './sse-parser.ts';

/** What a follower tells of a stream. */
export interface Listener {
  /** An event of the stream. */
  heard(message: StreamMessage): void;
  /** The line is open; what was missed comes first. */
  opened?(): void;
  /** True when no more is to be asked: the stream has said its last word. */
  ended(): boolean;
}

const againMs = [500, 1_000, 2_000, 5_000] as const;
/** The gateway says something every 15 s; a line that is silent for longer is dead, whatever TCP believes. */
const silenceMs = 40_000;

/**
 * Follows a stream for as long as it is wanted, over restarts and lost lines, from the event that it has heard last. One
 * that the gateway does not know any more (`problem` in the stream) is begun anew.
 */
export class Follower {
  readonly #client: Client;
  readonly #path: string;
  readonly #listener: Listener;
  readonly #stop = new AbortController();
  #last = '';

  constructor(client: Client, path: string, listener: Listener) {
    this.#client = client;
    this.#path = path;
    this.#listener = listener;
    void this.#follow();
  }

  stop(): void {
    this.#stop.abort();
  }

  async #follow(): Promise<void> {
    for (let failures = 0; !this.#stop.signal.aborted; failures += 1) {
      const heard = await this.#listen().catch(() => false);
      if (this.#listener.ended()) return;
      if (heard) failures = 0;
      await this.#wait(againMs[Math.min(failures, againMs.length - 1)] ?? 0);
    }
  }

  /** True when something was heard on this line. */
  async #listen(): Promise<boolean> {
    const silence = new AbortController();
    let alarm = setTimeout(() => silence.abort(), silenceMs);
    const signal = AbortSignal.any([this.#stop.signal, silence.signal]);
    let heard = false;
    try {
      const answer = await this.#client.stream(this.#path, this.#last, signal);
      if (!answer.ok || answer.body === null) return false;
      this.#listener.opened?.();
      const parser = new SseParser();
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        clearTimeout(alarm);
        alarm = setTimeout(() => silence.abort(), silenceMs);
        for (const message of parser.push(part.value)) heard = this.#take(message) || heard;
      }
      return heard;
    } finally {
      clearTimeout(alarm);
    }
  }

  #take(message: StreamMessage): boolean {
    if (message.type === 'behind') return true;
    if (message.type === 'problem') {
      // HAPY-E720 and its like: what we would go on from is no longer there.
      if (/HAPY-E72[0-9]/.test(message.data)) this.#last = '';
      return false;
    }
    if (message.id !== '') this.#last = message.id;
    this.#listener.heard(message);
    return true;
  }

  #wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#stop.signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
