import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { type RunningOned, startOned } from './oned/oned.ts';
import { createTestZone, type TestZone } from './testing/test-zone.ts';

const recordings = join(import.meta.dirname, '../../test/recordings');

const read = (file: string) => readFileSync(join(recordings, file), 'utf8');

interface Exchange {
  readonly head: string;
  readonly body: string;
}

/** Times, hashes of throw-away secrets and lengths that follow from them are no part of the shape. */
function masked(exchange: Exchange): Exchange {
  return {
    head: exchange.head
      .replace(/^Date: .*$/m, 'Date: masked')
      .replace(/^(Content-length): \d+$/m, '$1: masked'),
    body: exchange.body.replace(/[0-9a-f]{64}/g, 'hash'),
  };
}

function recorded(name: string): Exchange {
  const head = read(`${name}.response.headers`).replaceAll('\r\n', '\n').trimEnd();
  return masked({ head, body: read(`${name}.response.xml`) });
}

function send(oned: RunningOned, method: string, path: string, body: string): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    const { address: host, port } = oned;
    const sent = request({ host, port, path, method, agent: false }, (response) => {
      const lines = [`HTTP/1.1 ${response.statusCode} ${response.statusMessage}`];
      for (let at = 0; at < response.rawHeaders.length; at += 2) {
        lines.push(`${response.rawHeaders[at]}: ${response.rawHeaders[at + 1]}`);
      }
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve(masked({ head: lines.join('\n'), body: text })));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

describe('a fresh solo oned of the double, held against the recordings', () => {
  let zone: TestZone;
  let oned: RunningOned;

  before(async () => {
    zone = await createTestZone(1);
    const root = zone.nodes[0]!;
    writeFileSync(root.oneAuth, 'oneadmin:test-secret-hapy1\n');
    oned = await startOned({ root: root.root, port: 0 });
  });

  after(async () => {
    await oned.stop();
    zone.remove();
  });

  const replayed = [
    'solo.zone.info',
    'solo.zone.info.two-args',
    'solo.zone.raftstatus',
    'solo.zonepool.info',
    'solo.hostpool.info.empty',
    'solo.userpool.info',
    'solo.user.info.self',
    'solo.user.info.id0',
    'solo.system.version',
    'solo.error.wrong-content-type',
    'solo.auth-failure.wrong-password',
    'solo.auth-failure.unknown-user',
    'solo.auth-failure.no-colon',
    'solo.replicate.bad-auth',
    'solo.error.no-such-method',
    'solo.error.no-such-zone',
    'solo.error.not-xml',
    'solo.error.truncated-xml',
    'solo.error.too-few-args',
    'solo.error.wrong-arg-type',
    'error.zone.addserver-bad-template',
    'error.zone.addserver-missing-endpoint',
    'error.zone.addserver-missing-name',
    'error.zone.addserver-no-server-attr',
    'error.zone.addserver-wrong-zone',
    'error.zone.delserver-unknown-id',
    'error.zone.delserver-wrong-zone',
    'ha3.leader.host.allocate-4-args',
    'ha3.leader.host.allocate-empty-name',
    'ha3.leader.host.allocate-unknown-cluster',
    'ha3.leader.host.delete-again',
  ];
  for (const name of replayed) {
    it(`answers ${name} byte for byte`, async () => {
      assert.deepEqual(await send(oned, 'POST', '/RPC2', read(`${name}.request.xml`)), recorded(name));
    });
  }

  it('knows POST /RPC2 and nothing else', async () => {
    const body = existsSync(join(recordings, 'solo.error.wrong-path.request.xml'))
      ? read('solo.error.wrong-path.request.xml')
      : '<x/>';
    assert.deepEqual(await send(oned, 'GET', '/RPC2', ''), recorded('solo.error.http-get'));
    assert.deepEqual(await send(oned, 'POST', '/RPC2', ''), recorded('solo.error.empty-body'));
    assert.deepEqual(await send(oned, 'POST', '/foo', body), recorded('solo.error.wrong-path'));
  });
});
