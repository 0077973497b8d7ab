import { damageText } from '../../services/audit/verify-audit.ts';
import { HapyError, toErrorRecord } from '../../services/base/errors/hapy-error.ts';
import {
  type HolderOutcome,
  type TrustServiceServer,
  TrustServiceService,
} from '../../services/rpc/gen/hapy/coordinator/v1/trust.ts';
import { type CallContext, serverStream, unary } from '../../services/rpc/handlers.ts';
import type { ServiceBinding } from '../../services/rpc/server.ts';
import { errorToProto } from '../service/error-to-proto.ts';
import { apiTokenRpcs } from './api-token-rpcs.ts';
import { backupFacts, createBackup } from './backup.ts';
import { listCertificates } from './list-certificates.ts';
import { createPerson } from './persons.ts';
import { revokeHolder } from './revoke.ts';
import type { TrustContext } from './trust-context.ts';

/** Lines per message, so that none comes near the bound of a message. */
const linesPerMessage = 500;
const reasonCharactersMax = 500;

/** TrustService (proto/hapy/coordinator/v1/trust.proto), the same on the unix socket and on the network. */
export function createTrustBinding(context: TrustContext): ServiceBinding {
  const implementation: TrustServiceServer = {
    ...certificateRpcs(context),
    ...personRpcs(context),
    ...apiTokenRpcs(context),
    ...rotationRpcs(context),
    ...recordRpcs(context),
  };
  return { definition: TrustServiceService, implementation };
}

function certificateRpcs(context: TrustContext) {
  const { trust, agents, clock } = context;
  const outcomeOf = async (holder: string, work: () => Promise<number>): Promise<HolderOutcome> => {
    try {
      return { holder, error: undefined, notAfterMs: BigInt(await work()) };
    } catch (error) {
      return { holder, error: errorToProto(toErrorRecord(error)), notAfterMs: 0n };
    }
  };
  return {
    listCertificates: unary(async () => ({
      certificates: listCertificates(context),
      atMs: BigInt(clock.now()),
      ...(await backupFacts(context)),
    })),
    renewCertificates: unary(async ({ nodes }) => {
      const wanted = nodes.length > 0 ? nodes : context.spec.nodes.map(({ name }) => name);
      for (const node of wanted) requireNode(context, node);
      const renewNode = async (node: string) => {
        await agents.trustOf(node).renewCertificate();
        return agents.trustOf(node).notAfterMs();
      };
      const renewOwn = async () => {
        await trust.own.renew();
        return trust.own.notAfterMs;
      };
      const own = nodes.length > 0 ? [] : [await outcomeOf('coordinator', renewOwn)];
      const others = await Promise.all(
        wanted.map((node) => outcomeOf(`agent/${node}`, () => renewNode(node))),
      );
      return { outcomes: [...own, ...others] };
    }),
    approveRenewals: unary(async ({ nodes }, { caller }) => {
      const waiting = trust.store.approvals();
      const find = (name: string) => waiting.find(({ holder }) => holder === name);
      /** A node's short name comes before a person's. */
      const named = (name: string) =>
        [name, ...['agent', 'operator', 'auditor'].map((role) => `${role}/${name}`)].map(find).find(Boolean);
      for (const node of nodes) {
        if (named(node) === undefined) throw new HapyError('HAPY-E122', { node });
      }
      const approved = nodes.length > 0 ? nodes.flatMap((node) => named(node) ?? []) : waiting;
      const approvedBy = caller.name;
      trust.store.atomically(() => {
        for (const each of approved) trust.store.saveApproval({ ...each, approvedBy });
      });
      return { holders: approved.map(({ holder }) => holder) };
    }),
  } satisfies Partial<TrustServiceServer>;
}

function personRpcs(context: TrustContext) {
  const { trust, publisher, agents, tokens } = context;
  const authority = { ...tokens, trust: trust.store };
  return {
    createPerson: unary(async ({ name, role, csr }) => {
      const lifted = trust.store.denials().length;
      const made = createPerson(authority, { name, role, csrDer: csr });
      if (trust.store.denials().length !== lifted) await publisher.publish();
      return {
        certificateChain: made.certificateChainPem,
        roots: made.rootsPem,
        notAfterMs: BigInt(made.notAfterMs),
        clusterId: context.spec.clusterId,
        // For years: one of them is where it will have been restored.
        coordinators: [...trust.coordinators(), ...trust.elsewhere()],
      };
    }),
    revoke: unary(async (request, call: CallContext) => {
      const reason = request.reason.slice(0, reasonCharactersMax);
      const { holder } = request;
      const certificates = revokeHolder(authority, { holder, reason, by: call.caller.name });
      const outcome = await publisher.publish();
      const [kind, name = ''] = holder.split('/');
      if (kind !== 'agent') return { ...outcome, certificates };
      // What stands to it is dropped, and whoever is there must show a certificate that is not denied.
      if (context.spec.nodes.some((node) => node.name === name)) agents.reconnect(name, trust.own.identity);
      const others = (nodes: string[]) => nodes.filter((node) => node !== name);
      return { reached: others(outcome.reached), missed: others(outcome.missed), certificates };
    }),
  } satisfies Partial<TrustServiceServer>;
}

function rotationRpcs({ rotation }: TrustContext) {
  const view = async () => {
    const { stage, steps, oldIssuer, newIssuer } = await rotation.view();
    const shown = steps.map(({ waitingFor, ...step }) => ({ ...step, waitingFor: [...waitingFor] }));
    return { rotation: { stage, steps: shown, oldIssuer, newIssuer } };
  };
  return {
    getRotation: unary(view),
    stepRotation: unary(async ({ direction }) => {
      if (direction === 'back') await rotation.back();
      else if (direction === 'forward') await rotation.forward();
      else throw new HapyError('HAPY-E300', { field: 'direction' });
      return view();
    }),
  } satisfies Partial<TrustServiceServer>;
}

function recordRpcs(context: TrustContext) {
  const { trust, agents } = context;
  return {
    readAudit: serverStream(async function* ({ node, after, before, newest, containing, refused }) {
      const selection = { after: Number(after), before: Number(before), newest, containing, refused };
      if (node !== '') {
        requireNode(context, node);
        yield* agents.trustOf(node).readAudit(selection);
        return;
      }
      const lines = trust.audit.read(selection);
      for (let at = 0; at < lines.length; at += linesPerMessage) {
        yield { lines: lines.slice(at, at + linesPerMessage), damage: '', head: undefined };
      }
      const { number, hash } = trust.audit.head;
      const damage = damageText(trust.audit.verify());
      yield { lines: [], damage, head: { number: BigInt(number), hash } };
    }),
    createBackup: serverStream(async function* () {
      for await (const chunk of createBackup(context)) yield { chunk };
    }),
  } satisfies Partial<TrustServiceServer>;
}

function requireNode({ spec }: TrustContext, node: string): void {
  if (spec.nodes.some(({ name }) => name === node)) return;
  throw new HapyError('HAPY-E169', { node: node.slice(0, 80) });
}
