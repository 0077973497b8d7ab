import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { LeaseStore } from '../agent/lease-store.ts';
import { OperationRunner } from '../agent/operation-runner.ts';
import { OperationStore } from '../agent/operation-store.ts';
import { fakePorts } from '../agent/operations/fake-ports.ts';
import { operationKinds } from '../agent/operations/operation-kinds.ts';
import { agentService } from '../agent/service.ts';
import { AgentClient } from '../coordinator/agents/agent-client.ts';
import { emptyEntry } from '../coordinator/executor/run-event.ts';
import type { RunRequest } from '../coordinator/executor/runs.ts';
import { runRpcs } from '../coordinator/service/run-rpcs.ts';
import type { ServiceContext } from '../coordinator/service/service-context.ts';
import { openDatabase } from '../coordinator/store/database.ts';
import { RunJournal } from '../coordinator/store/run-journal.ts';
import { AuditLog } from '../services/audit/audit-log.ts';
import type { AuditLine } from '../services/audit/audit-line.ts';
import { systemClock } from '../services/base/clock.ts';
import { HapyError } from '../services/base/errors/hapy-error.ts';
import type { Plan } from '../services/domain/plan.ts';
import type { ApiTokenPolicy } from '../services/rpc/api-token.ts';
import { callUnary, tlsTarget } from '../services/rpc/client.ts';
import { AgentServiceService } from '../services/rpc/gen/hapy/agent/v1/agent.ts';
import {
  CoordinatorServiceClient,
  CoordinatorServiceService,
} from '../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import type { TlsIdentity } from '../services/rpc/identity.ts';
import { type Person, personMetadata } from '../services/rpc/on-behalf.ts';
import { type RpcServer, startTlsServer } from '../services/rpc/server.ts';
import { buildUri } from '../services/rpc/uri.ts';
import { describeWithOpenssl } from './pki/describe-with-openssl.ts';
import { agentUri, clusterId, RpcFixture } from './rpc-fixture.ts';

/** A token that counts. */
const apiTokens: ApiTokenPolicy = {
  bearerOf: (token) =>
    token === 'shown'
      ? { role: 'token-operator', name: 'token:ci', expiresAtMs: Number.MAX_SAFE_INTEGER }
      : new HapyError('HAPY-E762'),
};

/*
 * From the one who says yes to the line on the disk of the node that is changed: two real listeners with real
 * connections between them, the journal in between. What is no part of it (planning, waiting) is left out.
 */
describeWithOpenssl('who approved a run', () => {
  const fixture = new RpcFixture();
  let folder: string;
  let journal: RunJournal;
  let coordinator: RpcServer;
  let agent: AgentClient;
  let closing: (() => void | Promise<void>)[];
  let actions = 0;

  const audit = (name: string) => {
    const path = join(folder, name);
    const log = AuditLog.open({ path, program: name, clock: systemClock, log: fixture.log });
    closing.push(() => log.close());
    return log;
  };
  const linesOf = async (name: string) =>
    (await readFile(join(folder, name), 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as AuditLine);

  beforeEach(async () => {
    closing = [];
    folder = await mkdtemp(join(tmpdir(), 'hapy-person-'));
    const database = openDatabase(join(folder, 'coordinator.db'));
    closing.push(() => database.close());
    journal = new RunJournal(database, systemClock);
    coordinator = await startCoordinator();
    const server = await startAgent();
    const target = tlsTarget({
      ...{ address: '127.0.0.1', port: server.port, expectedUri: agentUri, identity: fixture.coordinator },
    });
    agent = new AgentClient('hapy1', target, (runId) => journal.personOf(runId));
    closing.push(() => agent.close());
  });
  afterEach(async () => {
    for (const close of closing.toReversed()) await close();
    await rm(folder, { recursive: true });
  });
  after(() => fixture.close());

  /** Its RPCs about runs, over a journal; a plan is written down as it comes. */
  async function startCoordinator(): Promise<RpcServer> {
    const plan = { way: 'found', actions: [] } as unknown as Plan;
    const runs = {
      active: 'busy',
      start: async ({ planHash, startedBy, identity, reason }: RunRequest) =>
        journal.createRun({ plan, planHash, startedBy, identity, reason }),
      resume: async (runId: string, { planHash, startedBy: approvedBy, identity }: RunRequest) => {
        journal.addPlan(runId, { plan, planHash, approvedBy, identity });
        return runId;
      },
      abort: async (runId: string, by: string) => {
        journal.record(runId, { ...emptyEntry, kind: 'run-started' });
        journal.record(runId, { ...emptyEntry, kind: 'run-aborting', parameters: { by } });
        return runId;
      },
    };
    const context = { runs, journal, spec: {} } as unknown as ServiceContext;
    const server = await startTlsServer({
      ...{ host: '127.0.0.1', port: 0, identity: fixture.coordinator, clusterId, apiTokens },
      services: [{ definition: CoordinatorServiceService, implementation: runRpcs(context) }],
      ...{ log: fixture.log, clock: systemClock, audit: audit('coordinator.jsonl') },
    });
    closing.push(() => server.close(0));
    return server;
  }

  async function startAgent(): Promise<RpcServer> {
    const clock = systemClock;
    const store = new OperationStore(join(folder, 'operations.db'));
    const lease = await LeaseStore.open(join(folder, 'lease'), 'hapy1', clock);
    await lease.acquire({ holder: 'a', epoch: 1, ttlMs: 600_000 });
    const ports = { ...fakePorts(), store };
    const runner = new OperationRunner({ node: 'hapy1', store, lease, clock, log: fixture.log });
    const kinds = operationKinds(ports);
    const implementation = agentService({ ports, kinds, observer: undefined as never, runner, lease });
    const server = await startTlsServer({
      ...{ host: '127.0.0.1', port: 0, identity: fixture.agent, clusterId },
      services: [{ definition: AgentServiceService, implementation }],
      ...{ log: fixture.log, clock, audit: audit('agent.jsonl') },
    });
    closing.push(async () => {
      await server.close(0);
      store.close();
    });
    return server;
  }

  async function as<T>(
    identity: TlsIdentity,
    asked: (client: CoordinatorServiceClient) => Promise<T>,
  ): Promise<T> {
    const expectedUri = buildUri(clusterId, 'coordinator');
    const target = tlsTarget({ address: '127.0.0.1', port: coordinator.port, expectedUri, identity });
    const client = new CoordinatorServiceClient(target.address, target.credentials, target.options);
    try {
      return await asked(client);
    } finally {
      client.close();
    }
  }

  const settings = (person?: Person) => ({
    ...{ deadlineMs: 30_000, what: 'the run' },
    ...(person === undefined ? {} : { metadata: personMetadata(person) }),
  });
  const start = (identity: TlsIdentity, person?: Person) =>
    as(identity, async (client) => {
      const request = {
        ...{ planHash: 'h', reason: 'Sunday', ignoreChecks: [], discardDatabases: {} },
        ...{ intent: undefined, drill: false, drillStorage: false },
      };
      return (await callUnary(client.startRun.bind(client), request, settings(person))).runId;
    });
  const resume = (identity: TlsIdentity, runId: string) =>
    as(identity, (client) => {
      const request = { runId, planHash: 'i', reason: '', ignoreChecks: [] };
      return callUnary(client.resumeRun.bind(client), request, settings());
    });

  /** What the node writes down when the coordinator asks something of it for this run. */
  async function notedFor(runId: string): Promise<string | undefined> {
    const actionId = `instantiate/${(actions += 1)}`;
    const right = { runId, actionId, epoch: 1, holder: 'a', deadlineMs: 60_000 };
    await agent.perform({ rpc: 'Instantiate' }, right);
    const line = (await linesOf('agent.jsonl')).findLast(({ details }) => details['actionId'] === actionId);
    assert.deepEqual([line?.who, line?.details['runId']], ['coordinator/coordinator', runId]);
    return line?.details['person'];
  }

  const certificate = (name: string) => {
    const uri = buildUri(clusterId, 'operator', name);
    const identity = fixture.issue(uri);
    const serial = new X509Certificate(identity.certificateChainPem).serialNumber.toLowerCase();
    return { identity, uri, serial };
  };

  it('stands in the node’s audit with the certificate that hapyctl showed', async () => {
    const { identity, serial } = certificate('anne');
    assert.equal(await notedFor(await start(identity)), `operator/anne#${serial}`);
  });

  it('stands there as the person, not as the gateway that asked for her', async () => {
    const gateway = fixture.issue(buildUri(clusterId, 'gateway'));
    const { uri, serial } = certificate('anne');
    const runId = await start(gateway, { uri, serial });
    assert.equal(await notedFor(runId), `operator/anne#${serial}`);
    const line = (await linesOf('coordinator.jsonl')).at(-1);
    const { who, serial: noted, via, details } = line ?? {};
    assert.deepEqual([who, noted, via], ['operator/anne', serial, 'gateway']);
    assert.equal(details?.['runId'], runId);
    assert.equal(await notedFor(await start(gateway, { apiToken: 'shown' })), 'token-operator/token:ci');
  });

  it('is who said yes last, and another person of the same name is told apart', async () => {
    const anne = certificate('anne');
    const runId = await start(anne.identity);
    const another = certificate('anne');
    await resume(another.identity, runId);
    assert.notEqual(another.serial, anne.serial);
    assert.equal(await notedFor(runId), `operator/anne#${another.serial}`);
  });

  it('is who asked for the end of the run, once somebody has', async () => {
    const runId = await start(certificate('anne').identity);
    const paul = certificate('paul');
    await as(paul.identity, (client) =>
      callUnary(client.abortRun.bind(client), { runId, reason: '' }, settings()),
    );
    assert.equal(await notedFor(runId), `operator/paul#${paul.serial}`);
  });

  it('is the name alone in a run of the time before identities were kept', async () => {
    const runId = journal.createRun({
      plan: { actions: [] } as unknown as Plan,
      planHash: '',
      startedBy: 'anne',
      reason: '',
    });
    assert.equal(await notedFor(runId), 'anne');
    assert.equal(journal.personOf('9-unknown'), '');
  });
});
