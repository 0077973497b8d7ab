/** One message of a stream of server-sent events (HTML Living Standard, section 9.2.6). */
export interface StreamMessage {
  /** Empty where the message carries none. */
  readonly id: string;
  readonly type: string;
  readonly data: string;
}

/**
 * Cuts a stream into messages as its text arrives. Comments (the heartbeat) give nothing. Our own and not the browser's
 * EventSource, which can neither ask for a language nor tell a refusal from a lost line.
 */
export class SseParser {
  #rest = '';

  /** The messages that this part completes. */
  push(text: string): StreamMessage[] {
    const blocks = (this.#rest + text).replaceAll('\r\n', '\n').split('\n\n');
    this.#rest = blocks.pop() ?? '';
    return blocks.flatMap(messageOf);
  }
}

function messageOf(block: string): StreamMessage[] {
  const fields = { id: '', event: 'message' };
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const [, name = '', value = ''] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
    if (name === 'data') data.push(value);
    else if (name === 'id' || name === 'event') fields[name] = value;
  }
  return data.length === 0 ? [] : [{ id: fields.id, type: fields.event, data: data.join('\n') }];
}
