import { AgentClient } from '../../coordinator/agents/agent-client.ts';
import { createTestZone } from '../../sandbox/double/testing/test-zone.ts';
import { AgentServiceService } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import { tlsTarget } from '../../services/rpc/client.ts';
import { buildUri } from '../../services/rpc/uri.ts';
import type { Context, Measure } from '../harness/measure.ts';
import { pin, startPeer } from '../harness/programs.ts';
import { besideFloor, besideRival, type Row } from '../harness/row.ts';
import { interleave, type Samples } from '../harness/samples.ts';
import { bareCall, bareClient } from '../peers/bare-client.ts';
import { agentPort, writeNodes } from '../peers/cluster.ts';
import { askBy, foreignClients, type Question } from '../peers/foreign-clients.ts';
import { startSshd } from '../peers/sshd.ts';
import { clusterId, startNodes } from '../../test/doubles/node-under-test.ts';

const barePort = 2651;
const unit = 'ms';
const floor = 'bare grpc-js';
const question = { runId: 'none', onlyRunning: false, limit: 1000 };

/** What it costs to have a node do nothing at all. */
export const noOp: Measure = {
  name: 'no-op',
  title: 'Nothing at all, on a node',
  explained:
    'A real agent as a program of its own is asked by the coordinator’s own client which operations of a run it knows (there ' +
    'are none): TLS, authorisation, SQLite and back. Beside it `ssh host true` as a user with an empty home, with a new ' +
    'connection and over one that stands, and a bare grpc-js server with the same certificates that answers the same bytes; both are asked by gRPC for Python, Go and C++, too. ' +
    'An operation that changes nothing goes further: its intent and its outcome are on the disk, and the helper was asked. ' +
    'Agent and bare server share one core, whoever asks is free.',
  async run(context) {
    const full = context.size === 'full';
    const zone = await createTestZone(1);
    context.folder.atEnd(() => zone.remove());
    const [node] = await startNodes(zone);
    const [address] = zone.addresses;
    if (node === undefined || address === undefined) throw new Error('the zone has no node');
    context.folder.atEnd(() => node.stop());
    const { coordinator } = node;
    const expectedUri = buildUri(clusterId, 'agent', node.name);
    const target = tlsTarget({ address, port: agentPort, expectedUri, identity: coordinator });
    const agent = new AgentClient(node.name, target);
    context.folder.atEnd(() => agent.close());

    const nodes = writeNodes(context.folder.path, [{ name: node.name, address, identity: node.identity }]);
    const bare = await startPeer(context.folder, 'bench/peers/farm.ts', ['bare', nodes, String(barePort)]);
    const client = bareClient(address, barePort, coordinator);
    context.folder.atEnd(() => client.close());
    for (const { pid } of [node.process(0), node.process(1), bare]) pin(pid ?? 0);

    const calls = await interleave(
      {
        ours: () => agent.findOperation('none', 'none'),
        bare: () => bareCall(client.listOperations.bind(client), question),
      },
      { rounds: full ? 3000 : 3, warmUp: full ? 500 : 1 },
    );
    await node.takeLease();
    const changes = await interleave(
      {
        ours: () => changeNothing(agent),
        bare: () => bareCall(client.listOperations.bind(client), question),
      },
      { rounds: full ? 200 : 1, warmUp: full ? 20 : 0 },
    );
    const foreign = await besideForeign(context, {
      identity: coordinator,
      method: AgentServiceService.listOperations.path,
      request: AgentServiceService.listOperations.requestSerialize(question),
      places: [`${address}:${agentPort}`, `${address}:${barePort}`],
      count: full ? 2000 : 2,
    });
    const rows: Row[] = [];
    for (const percentile of [50, 99]) {
      const what = `no-op call, p${percentile}`;
      const [ours, floors] = [
        { samples: calls.ours, percentile },
        { samples: calls.bare, percentile },
      ];
      rows.push(besideFloor({ what, unit, ours, floor, floors, atMost: 1.3 }));
    }
    return [...rows, ...foreign, ...(await besideSsh(context, { calls: calls.ours, changes: changes.ours }))];
  },
};

/** The same question, asked by clients that are not ours. */
async function besideForeign(context: Context, o: Question): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const client of foreignClients) {
    const [agents, bares] = (await askBy(client, context, o)) ?? [];
    if (agents === undefined || bares === undefined) continue;
    const [ours, floors] = [{ samples: agents }, { samples: bares }];
    const what = `no-op call by ${client.name}, p50`;
    rows.push(besideFloor({ what, unit, ours, floor: `${floor}, by the same`, floors, atMost: 1.3 }));
  }
  return rows;
}

let operations = 0;

/** One whole operation: asked for, written down, carried out by the helper, which finds nothing to do, and told. */
async function changeNothing(agent: AgentClient): Promise<void> {
  const actionId = `bench/1/configure-peer-ssh/${(operations += 1)}`;
  const mutation = { runId: 'bench', actionId, epoch: 1, holder: 'test', deadlineMs: 30_000 };
  const command = { rpc: 'ConfigurePeerSsh', peers: [] } as const;
  const { status } = await agent.perform(command, mutation);
  if (status !== 'running') return;
  for await (const update of agent.watchOperation(actionId, 0, AbortSignal.timeout(30_000)))
    if ('finished' in update) return;
}

/** ssh costs hundreds of times more, so it gets fewer rounds; a call of ours goes between, so that both meet the same machine. */
async function besideSsh(
  context: Context,
  { calls, changes }: { readonly calls: Samples; readonly changes: Samples },
): Promise<readonly Row[]> {
  const ssh = await startSshd(context);
  if (ssh === undefined) return [];
  const full = context.size === 'full';
  const { fresh, shared } = await interleave(
    { fresh: () => ssh.fresh('true'), shared: () => ssh.shared('true') },
    { rounds: full ? 40 : 1, warmUp: full ? 3 : 0 },
  );
  const rows: Row[] = [];
  for (const percentile of [50, 99]) {
    const ours = { samples: calls, percentile };
    const what = `no-op call, p${percentile}`;
    const [slow, quick] = [
      { samples: fresh, percentile },
      { samples: shared, percentile },
    ];
    rows.push(
      besideRival({ what, unit, ours, rival: 'ssh host true, new connection', rivals: slow, atLeast: 100 }),
      besideRival({ what, unit, ours, rival: 'ssh host true, ControlMaster', rivals: quick, atLeast: 5 }),
    );
  }
  const what = 'no-op operation, recorded and told, p50';
  const ours = { samples: changes };
  rows.push(
    besideRival({ what, unit, ours, rival: 'ssh host true, new connection', rivals: { samples: fresh } }),
    besideRival({ what, unit, ours, rival: 'ssh host true, ControlMaster', rivals: { samples: shared } }),
  );
  return rows;
}
