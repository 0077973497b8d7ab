import type { ServerResponse } from 'node:http';

/** How often a reader is told that the line still stands: whoever hears nothing for longer may give it up. */
const heartbeatMsByDefault = 15_000;
/** What may wait for a reader. One that is further behind is cut off and told: it asks again from its last number. */
const behindBytesMax = 256 * 1024;
/** How long a reader that was cut off may take for what is on its way to it. */
const lingerMs = 30_000;

export interface StreamedEvent {
  /** Without line ends; what a reader goes on from. */
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
}

/**
 * Server-sent events to one reader (HTML Living Standard, section 9.2). Nothing is skipped: a reader that does not
 * keep up gets the event `behind` and the end of its stream, and goes on with `Last-Event-ID`.
 */
export class EventStream {
  readonly #response: ServerResponse;
  readonly #heartbeat: NodeJS.Timeout;
  #open = true;

  constructor(response: ServerResponse, { heartbeatMs = heartbeatMsByDefault } = {}) {
    this.#response = response;
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    response.flushHeaders();
    this.#heartbeat = setInterval(() => this.#write(': still here\n\n'), heartbeatMs);
    this.#heartbeat.unref();
    response.once('close', () => this.#left());
  }

  /** False once nobody reads any more. */
  get isOpen(): boolean {
    return this.#open;
  }

  send({ id, type, data }: StreamedEvent): void {
    this.#write(`id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
    if (!this.#open || this.#response.writableLength <= behindBytesMax) return;
    this.#write(`event: behind\ndata: ${JSON.stringify({ after: id })}\n\n`);
    this.end();
  }

  /** The stream ends for a reason that another request would meet as well. */
  fail(problem: unknown): void {
    this.#write(`event: problem\ndata: ${JSON.stringify(problem)}\n\n`);
    this.end();
  }

  end(): void {
    if (!this.#open) return;
    this.#left();
    this.#response.end();
    const late = setTimeout(() => this.#response.destroy(), lingerMs);
    late.unref();
    this.#response.once('close', () => clearTimeout(late));
  }

  #write(text: string): void {
    if (this.#open) this.#response.write(text);
  }

  #left(): void {
    this.#open = false;
    clearInterval(this.#heartbeat);
  }
}
