import { damageText } from '../../services/audit/verify-audit.ts';
import type { AuditLog } from '../../services/audit/audit-log.ts';
import { HapyError, toErrorRecord } from '../../services/base/errors/hapy-error.ts';
import { explainError } from '../../services/base/messages/explain-error.ts';
import type { IdentityKeeper } from '../../services/identity/identity-keeper.ts';
import type { AgentTrustServiceServer, TrustList } from '../../services/rpc/gen/hapy/agent/v1/trust.ts';
import { serverStream, unary } from '../../services/rpc/handlers.ts';
import type { ToldTrust, TrustStore } from './trust-store.ts';

/** A list of this length is the work of years; a longer one is not ours. */
const entriesMax = 10_000;
/** Lines per message, so that none comes near the bound of a message. */
const linesPerMessage = 500;

interface TrustParts {
  readonly store: TrustStore;
  readonly identity: IdentityKeeper;
  readonly audit: AuditLog;
  /** Cuts the connections of those that the list denies now. */
  readonly onChanged: () => void;
}

/** AgentTrustService (proto/hapy/agent/v1/trust.proto). */
export function agentTrustService({
  store,
  identity,
  audit,
  onChanged,
}: TrustParts): AgentTrustServiceServer {
  let noted = 0n;
  return {
    getTrust: unary(async () => ({
      trust: listToProto(store.told),
      certificateChain: identity.identity.certificateChainPem,
      renewalFailure: failureOf(identity),
    })),
    setTrust: unary(async ({ trust, coordinatorAudit }, { caller }) => {
      if (trust === undefined) throw new HapyError('HAPY-E300', { field: 'trust' });
      const changed = await store.replace(listFromProto(trust));
      if (changed) {
        const { version } = store.told;
        audit.note('trust-list', { version: String(version), by: caller.serial ?? '' });
        onChanged();
      }
      if (coordinatorAudit !== undefined && coordinatorAudit.number !== noted) {
        const { number, hash } = coordinatorAudit;
        audit.note('coordinator-audit', { number: String(number), hash: hash.slice(0, 64) });
        noted = number;
      }
      return { version: BigInt(store.told.version) };
    }),
    renewCertificate: unary(async (_request, { signal }) => {
      const { certificateChainPem } = await identity.renew(signal);
      return { certificateChain: certificateChainPem };
    }),
    readAudit: serverStream(async function* ({ after, before, ...wanted }) {
      const lines = audit.read({ ...wanted, after: Number(after), before: Number(before) });
      for (let at = 0; at < lines.length; at += linesPerMessage) {
        yield { lines: lines.slice(at, at + linesPerMessage), damage: '', head: undefined };
      }
      const { number, hash } = audit.head;
      yield { lines: [], damage: damageText(audit.verify()), head: { number: BigInt(number), hash } };
    }),
  };
}

function failureOf({ failure }: IdentityKeeper) {
  if (failure === undefined) return undefined;
  const { code, parameters } = toErrorRecord(failure);
  return { code, parameters, text: explainError({ code, parameters }, 'en').text };
}

function listToProto(told: ToldTrust): TrustList {
  return {
    version: BigInt(told.version),
    deniedIssuers: [...told.deniedIssuers],
    deniedSerials: [...told.deniedSerials],
    deniedUris: [...told.deniedUris],
    deniedKeys: [...told.deniedKeys],
    coordinators: told.coordinators.map((each) => ({ ...each })),
    elsewhere: told.elsewhere.map((each) => ({ ...each })),
  };
}

function listFromProto(list: TrustList): ToldTrust {
  const { deniedIssuers, deniedSerials, deniedUris, deniedKeys, coordinators, elsewhere } = list;
  const lists = [deniedIssuers, deniedSerials, deniedUris, deniedKeys, coordinators, elsewhere];
  const lengths = lists.map((each) => each.length);
  if (Math.max(...lengths) > entriesMax) throw new HapyError('HAPY-E300', { field: 'trust' });
  return {
    version: Number(list.version),
    deniedIssuers,
    deniedSerials,
    deniedUris,
    deniedKeys,
    coordinators,
    elsewhere,
  };
}
