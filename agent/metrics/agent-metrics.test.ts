import assert from 'node:assert/strict';
import { request } from 'node:http';

import { systemClock } from '../../services/base/clock.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { createLog } from '../../services/base/log.ts';
import { agentMetrics } from '../../services/metrics/metric-table.ts';
import { healthyCluster } from '../../test/doubles/healthy-cluster.ts';
import { AgentMetrics } from './agent-metrics.ts';
import { listenForMetrics } from './metrics-listener.ts';

const log = createLog('test', 'silent');

describe('the metrics of an agent', () => {
  let state = healthyCluster().observed.reports[0]?.state ?? assert.fail('no state');
  let broken = false;
  const observer = {
    observe: async () => {
      if (broken) throw new HapyError('HAPY-E300', { field: 'facts' });
      return state;
    },
  };
  const metrics = new AgentMetrics(observer, systemClock);
  let listener: Awaited<ReturnType<typeof listenForMetrics>>;

  before(async () => {
    listener = await listenForMetrics({ address: '127.0.0.1', port: 0, source: metrics, log });
  });
  after(() => listener.close());

  const get = (path: string, o: { readonly method?: string; readonly host?: string } = {}) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const { method = 'GET', host = '127.0.0.1' } = o;
      const asked = request(
        { host: '127.0.0.1', port: listener.port, path, method, headers: { host } },
        (answer) => {
          let text = '';
          answer.setEncoding('utf8');
          answer.on('data', (part: string) => (text += part));
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
        },
      );
      asked.on('error', reject);
      asked.end();
    });

  it('tell every metric of the table', async () => {
    metrics.countDeed('remove');
    const { status, text } = await get('/metrics');
    assert.equal(status, 200);
    for (const name of Object.keys(agentMetrics)) assert.match(text, new RegExp(`^${name}[{ ]`, 'm'));
    assert.match(text, /^hapy_agent_vip_held 1$/m);
    assert.match(text, /^hapy_agent_watchdog_deeds_total\{deed="remove"\} 1$/m);
  });

  it('forget what is no longer so, and go on counting', async () => {
    const raft = { ...(state.oned.raft ?? assert.fail('no raft')), state: 'follower' as const };
    state = { ...state, oned: { ...state.oned, raft } };
    const { text } = await get('/metrics');
    assert.match(text, /hapy_agent_raft_state\{state="follower"\} 1/);
    assert.doesNotMatch(text, /state="leader"/);
    assert.match(text, /deeds_total\{deed="remove"\} 1/);
    state = { ...state, oned: { ...state.oned, raft: undefined } };
    assert.doesNotMatch((await get('/metrics')).text, /^hapy_agent_raft_term/m);
  });

  it('are told to this machine only, and nothing else is', async () => {
    assert.equal((await get('/')).status, 404);
    assert.equal((await get('/metrics', { method: 'POST' })).status, 405);
    assert.equal((await get('/metrics', { host: 'evil.example' })).status, 403);
    for (const address of ['0.0.0.0', '192.168.0.1', '::', '127.0.0.1.evil.example']) {
      await assert.rejects(
        listenForMetrics({ address, port: 0, source: metrics, log }),
        (error: HapyError) => error.code === 'HAPY-E725',
      );
    }
  });

  it('are refused rather than told by half when the node cannot be looked at', async () => {
    broken = true;
    assert.deepEqual(await get('/metrics'), { status: 503, text: '' });
    broken = false;
  });
});
