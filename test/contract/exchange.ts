import { request } from 'node:http';

/** An HTTP answer as it was recorded: the status line with the headers, and the body. */
export interface Exchange {
  readonly head: string;
  readonly body: string;
}

/** Sends a body as it is. Resolves to undefined when nobody has answered after `waitMs`. */
export function exchange(
  endpoint: string,
  method: 'GET' | 'POST',
  body: string,
  waitMs: number,
): Promise<Exchange | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(endpoint, { method, agent: false }, (response) => {
      const lines = [`HTTP/1.1 ${response.statusCode} ${response.statusMessage}`];
      for (let at = 0; at < response.rawHeaders.length; at += 2) {
        lines.push(`${response.rawHeaders[at]}: ${response.rawHeaders[at + 1]}`);
      }
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', reject);
      response.on('end', () => {
        clearTimeout(timer);
        resolve({ head: lines.join('\n'), body: text });
      });
    });
    const timer = setTimeout(() => {
      resolve(undefined);
      sent.destroy();
    }, waitMs);
    sent.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    sent.end(body);
  });
}
