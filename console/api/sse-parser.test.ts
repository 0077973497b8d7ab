import assert from 'node:assert/strict';

import fc from 'fast-check';

import { SseParser } from './sse-parser.ts';

const stream =
  ': still here\n\nid: s1-7\nevent: vip-taken\ndata: {"a":1}\n\nevent: behind\ndata: {\ndata: }\n\n';

describe('a stream of server-sent events', () => {
  it('gives the same messages however it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: stream.length })), (cuts) => {
        const parser = new SseParser();
        const places = [...cuts.sort((one, other) => one - other), stream.length];
        let from = 0;
        const messages = places.flatMap((to) => {
          const part = stream.slice(from, to);
          from = to;
          return parser.push(part);
        });
        assert.deepEqual(messages, [
          { id: 's1-7', type: 'vip-taken', data: '{"a":1}' },
          { id: '', type: 'behind', data: '{\n}' },
        ]);
      }),
    );
  });
});
