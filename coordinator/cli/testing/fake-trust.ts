import { type CertificateAuthority, createAuthority } from '../../../certs/authority.ts';
import { verifyCsr } from '../../../certs/csr.ts';
import { emptyHead, sealLine } from '../../../services/audit/audit-line.ts';
import { damageText, verifyAudit } from '../../../services/audit/verify-audit.ts';
import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import {
  type CreatePersonRequest,
  type ReadAuditRequest,
  type RevokeRequest,
  type StepRotationRequest,
  type TrustServiceServer,
  TrustServiceService,
} from '../../../services/rpc/gen/hapy/coordinator/v1/trust.ts';
import { serverStream, unary } from '../../../services/rpc/handlers.ts';
import type { ServiceBinding } from '../../../services/rpc/server.ts';
import { nowMs, spec } from './cluster-fixture.ts';

const dayMs = 24 * 60 * 60_000;
const steps = ['prepare', 'accept', 'reissue', 'remove'] as const;
const stages = ['none', 'prepared', 'accepted', 'reissued'] as const;

/** What a coordinator says of trust, about a cluster that a test describes. */
export class FakeTrust {
  readonly #authority: CertificateAuthority;
  certificates: { holder: string; state: string; daysLeft: number; words: string }[] = [];
  backupAtMs = 0;
  rootKeyHere = true;
  /** Nodes that do not answer. */
  missed: readonly string[] = [];
  /** How many steps of a rotation are done, and who is waited for in the next. */
  stepsDone = 0;
  waitingFor: readonly string[] = [];
  /** Lines of the audit of each program, the coordinator's under ''. */
  readonly audits = new Map<string, string[]>();

  private constructor(authority: CertificateAuthority) {
    this.#authority = authority;
  }

  static async create(): Promise<FakeTrust> {
    const clock = { now: () => nowMs, delay: () => Promise.resolve() };
    const { authority } = await createAuthority({ clusterId: spec.clusterId, clock });
    return new FakeTrust(authority);
  }

  /** Adds lines to an audit as a program seals them. */
  note(
    node: string,
    lines: readonly { who: string; what: string; result: string; details?: object }[],
  ): void {
    const program = node === '' ? 'coordinator' : `agent/${node}`;
    let head = emptyHead;
    const texts = lines.map(({ who, what, result, details = {} }, at) => {
      const sealed = sealLine({
        ...{
          number: at + 1,
          at: new Date(nowMs + at * 1_000).toISOString(),
          program,
          who,
          serial: '',
          via: '',
        },
        ...{ from: '10.77.0.20:40000', what, details: { ...details }, result },
        previous: head.hash,
      });
      ({ head } = sealed);
      return sealed.text;
    });
    this.audits.set(node, texts);
  }

  get binding(): ServiceBinding {
    const implementation = {
      ...this.#certificateRpcs(),
      ...this.#recordRpcs(),
    } satisfies Partial<TrustServiceServer>;
    return { definition: TrustServiceService, implementation };
  }

  #certificateRpcs() {
    const certificateOf = (each: (typeof this.certificates)[number]) => ({
      ...{ holder: each.holder, state: each.state, words: each.words, serial: '5f3a', issuer: 'ab12' },
      notBeforeMs: BigInt(nowMs - 10 * dayMs),
      notAfterMs: BigInt(nowMs + each.daysLeft * dayMs),
    });
    return {
      listCertificates: unary(async () => ({
        certificates: this.certificates.map(certificateOf),
        ...{ atMs: BigInt(nowMs), backupAtMs: BigInt(this.backupAtMs), rootKeyHere: this.rootKeyHere },
      })),
      renewCertificates: unary(async () => ({
        outcomes: ['coordinator', ...spec.nodes.map(({ name }) => `agent/${name}`)].map((holder) => {
          const away = this.missed.includes(holder.slice('agent/'.length));
          const parameters = { what: holder.slice('agent/'.length), where: '10.77.0.13:2641' };
          const error = away ? { code: 'HAPY-E500', parameters, text: '' } : undefined;
          return { holder, error, notAfterMs: BigInt(nowMs + 30 * dayMs) };
        }),
      })),
      approveRenewals: unary(async ({ nodes }: { nodes: string[] }) => {
        const waiting = this.certificates.filter(({ state }) => state === 'waiting');
        const find = (node: string) => waiting.find(({ holder }) => holder.endsWith(`/${node}`));
        for (const node of nodes) if (find(node) === undefined) throw new HapyError('HAPY-E122', { node });
        const approved = nodes.length > 0 ? nodes.flatMap((node) => find(node) ?? []) : waiting;
        return { holders: approved.map(({ holder }) => holder) };
      }),
      createPerson: unary(async ({ name, role, csr }: CreatePersonRequest) => {
        const holder = `${role}/${name}`;
        if (this.certificates.some((each) => each.holder === holder))
          throw new HapyError('HAPY-E120', { holder, name });
        const { publicKeyDer } = verifyCsr(csr);
        const profile = role === 'auditor' ? 'auditor' : 'operator';
        const made = this.#authority.issue({ profile, name, dnsNames: [], addresses: [], publicKeyDer });
        this.certificates.push({ holder, state: 'valid', daysLeft: 30, words: '' });
        return {
          ...{ certificateChain: made.certificateChainPem, roots: this.#authority.rootPem },
          ...{ notAfterMs: BigInt(made.notAfterMs), clusterId: spec.clusterId },
          coordinators: [{ address: '10.77.0.11', port: 2640 }],
        };
      }),
      revoke: unary(async ({ holder }: RevokeRequest) => {
        const found = this.certificates.filter((each) => each.holder === holder);
        if (found.length === 0) throw new HapyError('HAPY-E119', { holder });
        for (const each of found) each.state = 'revoked';
        const reached = spec.nodes.map(({ name }) => name).filter((name) => !this.missed.includes(name));
        return { reached, missed: [...this.missed], certificates: found.length };
      }),
      getRotation: unary(async () => ({ rotation: this.#rotation() })),
      stepRotation: unary(async ({ direction }: StepRotationRequest) => {
        if (direction === 'back' && this.stepsDone === 0) throw new HapyError('HAPY-E188');
        if (direction === 'forward' && this.waitingFor.length > 0)
          throw new HapyError('HAPY-E187', { waiting: this.waitingFor.join(', ') });
        this.stepsDone = (this.stepsDone + (direction === 'back' ? -1 : 1)) % steps.length;
        return { rotation: this.#rotation() };
      }),
    };
  }

  #rotation() {
    const { stepsDone: done } = this;
    return {
      ...{ stage: stages[done] ?? 'none', oldIssuer: 'ab12', newIssuer: done === 0 ? '' : 'cd34' },
      steps: steps.map((kind, at) => ({
        kind,
        state: at < done ? 'done' : at === done ? 'next' : 'later',
        waitingFor: at === done ? [...this.waitingFor] : [],
      })),
    };
  }

  #recordRpcs() {
    const { audits } = this;
    const away = (node: string) => this.missed.includes(node);
    return {
      readAudit: serverStream(async function* ({ node, newest }: ReadAuditRequest) {
        if (away(node)) throw new HapyError('HAPY-E500', { what: node, where: '10.77.0.13:2641' });
        const lines = audits.get(node) ?? [];
        const damage = damageText(verifyAudit(lines));
        yield { lines: newest === 0 ? lines : lines.slice(-newest), damage, head: undefined };
      }),
      createBackup: serverStream(async function* () {
        yield { chunk: Buffer.alloc(10_000, 'x') };
      }),
    };
  }
}
