import { AgentChannels } from '../../coordinator/agents/agent-channels.ts';
import { LastHeard } from '../../coordinator/agents/last-heard.ts';
import { Observer } from '../../coordinator/executor/observer.ts';
import { systemClock } from '../../services/base/clock.ts';
import type { GetStateResponse } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import { nodeStateFromProto } from '../../services/rpc/mapping/node-state.ts';
import type { Context, Measure } from '../harness/measure.ts';
import { pin, startPeer } from '../harness/programs.ts';
import { besideFloor, besideRival, type Row } from '../harness/row.ts';
import { interleave, type Samples, timed } from '../harness/samples.ts';
import { ansibleInventory } from '../peers/ansible.ts';
import { bareCall, bareClient } from '../peers/bare-client.ts';
import { agentPort, looseCluster, writeNodes } from '../peers/cluster.ts';
import { inFlight } from '../peers/in-flight.ts';
import { type Ssh, startSshd } from '../peers/sshd.ts';

const barePort = 2651;
const unit = 'ms';

/** One look at every node, as each plan, status and run begins. */
export const state: Measure = {
  name: 'state',
  title: 'The state of N nodes, once',
  explained:
    'The coordinator’s observer asks N agents over channels that stand; each answers the whole state of a node of a healthy ' +
    'cluster, which names all N of them: 0.8 KiB with 3, 46 KiB with 300. The agents are one program with our listener and handlers on addresses of their own, because 300 programs do not ' +
    'fit this machine. The floor is the same with bare grpc-js servers and 64 bare calls in flight, the answers decoded. ' +
    'Beside it 50 ssh at a time, and `ansible -m ping` with 50 forks, whose answers say only that somebody is there.',
  async run(context) {
    const counts = context.size === 'full' ? [3, 30, 300] : [3];
    const ssh = await startSshd(context);
    const rows: Row[] = [];
    const perNode: number[] = [];
    for (const count of counts) {
      const looked = await lookAt(context, count).catch((error: Error) => error);
      if (looked instanceof Error) {
        // A machine that is busy with other things takes longer than a look may: the sizes before it count all the same.
        context.skip(`state of ${count} nodes: ${looked.message}`);
        break;
      }
      const { ours, bare } = looked;
      const what = `state of ${count} nodes, p50`;
      const floors = { samples: bare };
      rows.push(
        besideFloor({ what, unit, ours: { samples: ours }, floor: 'N bare calls', floors, atMost: 1.3 }),
      );
      perNode.push(ours.at(50) / count);
      if (ssh !== undefined) rows.push(...(await besideShells(context, { ssh, count, ours, what })));
    }
    if (perNode.length === 0) return rows;
    const [few = NaN] = perNode;
    const many = perNode.at(-1) ?? NaN;
    const growth = { what: `state, per node of ${counts[perNode.length - 1]}`, unit, ours: many };
    return [...rows, besideFloor({ ...growth, floor: `per node of ${counts[0]}`, floors: few, atMost: 1 })];
  },
};

async function lookAt({ folder, size }: Context, count: number): Promise<{ ours: Samples; bare: Samples }> {
  const { spec, asker, nodes } = await looseCluster(count);
  const file = writeNodes(folder.under(`state-${count}`), nodes);
  const farm = await startPeer(folder, 'bench/peers/farm.ts', ['ours', file, String(agentPort)]);
  const bareFarm = await startPeer(folder, 'bench/peers/farm.ts', ['bare', file, String(barePort)]);
  for (const { pid } of [farm, bareFarm]) pin(pid);
  const options = { specs: { current: spec }, port: agentPort, identity: asker, clock: systemClock };
  const channels = new AgentChannels({ ...options, heard: new LastHeard() });
  const observer = new Observer(channels, systemClock, () => spec.nodes.map(({ name }) => name));
  const clients = nodes.map(({ address }) => bareClient(address, barePort, asker));
  const look = async () => {
    const { reports } = await observer.observe();
    const silent = reports.find((report) => report.state === undefined);
    if (silent !== undefined) throw new Error(`${silent.node} was not heard: ${JSON.stringify(silent)}`);
  };
  const bareLook = () =>
    inFlight(64, clients, async (client) => {
      const { state: told } = await bareCall<object, GetStateResponse>(client.getState.bind(client), {});
      if (told !== undefined) nodeStateFromProto(told);
    });
  // First looks are handshakes, and hundreds of them take longer than a look may.
  for (let tries = 0; ; tries += 1) {
    try {
      await look();
      break;
    } catch (error) {
      if (tries === 20) throw error;
    }
  }
  const rounds = size === 'small' ? 2 : Math.max(12, Math.round(600 / count));
  const { ours, bare } = await interleave(
    { ours: look, bare: bareLook },
    { rounds, warmUp: Math.ceil(rounds / 5) },
  );
  channels.close();
  for (const client of clients) client.close();
  farm.child.kill();
  bareFarm.child.kill();
  return { ours, bare };
}

async function besideShells(
  context: Context,
  { ssh, count, ours, what }: { ssh: Ssh; count: number; ours: Samples; what: string },
): Promise<Row[]> {
  const all = Array.from({ length: count }, () => 'true');
  const rivals = await timed(() => inFlight(50, all, ssh.fresh));
  const rows = [besideRival({ what, unit, ours: { samples: ours }, rival: '50 ssh at a time', rivals })];
  // A second of processor time for each host: what 300 would take is told by 30.
  if (context.size === 'small' || count > 30) return rows;
  const ansible = ansibleInventory(
    context,
    ssh,
    Array.from({ length: count }, () => ({})),
  );
  if (ansible === undefined) return rows;
  const pinged = await timed(ansible.ping);
  rows.push(besideRival({ what, unit, ours: { samples: ours }, rival: 'ansible -m ping', rivals: pinged }));
  return rows;
}
