import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { pino } from 'pino';

import { type CertificateAuthority, createAuthority } from '../../certs/authority.ts';
import { generateKey } from '../../certs/keys.ts';
import type { ProfileName } from '../../certs/profiles.ts';
import { createEnrollmentBinding } from '../../coordinator/enrolment/enrollment-binding.ts';
import {
  createSqliteEnrolmentStore,
  migrateEnrolment,
} from '../../coordinator/enrolment/sqlite-enrolment-store.ts';
import { createToken, listTokens, type ListedToken } from '../../coordinator/enrolment/tokens.ts';
import { type Clock, systemClock } from '../../services/base/clock.ts';
import type { TlsIdentity } from '../../services/rpc/identity.ts';
import { type RpcServer, type ServiceBinding, startTlsServer } from '../../services/rpc/server.ts';

/** Where the coordinator may be killed, as seen by itself. */
export type Cut = 'before Probe' | 'after Probe' | 'before Enroll' | 'after Enroll';

/**
 * The part of a coordinator that nodes join: a real authority, a real listener on loopback and a database
 * on disk, which survives `restart`.
 */
export class JoiningCoordinator {
  readonly authority: CertificateAuthority;
  readonly folder: string;
  /** It dies there, once: what was to be sent then is lost. */
  cut: Cut | undefined;
  /** The next Enroll meets a coordinator that knows nothing of the nonces given before. */
  forgetsNonces = false;
  readonly #identity: TlsIdentity;
  readonly #publicKeyDer: Buffer;
  #database: DatabaseSync;
  #server: RpcServer | undefined;
  port = 0;

  private constructor(
    authority: CertificateAuthority,
    folder: string,
    key: { identity: TlsIdentity; publicKeyDer: Buffer },
  ) {
    this.authority = authority;
    this.folder = folder;
    this.#identity = key.identity;
    this.#publicKeyDer = key.publicKeyDer;
    this.#database = openDatabase(folder);
  }

  static async create(o: { profile?: ProfileName; clock?: Clock } = {}): Promise<JoiningCoordinator> {
    const { authority } = await createAuthority({ clusterId: 'lycee', clock: o.clock ?? systemClock });
    const { privateKeyPem, publicKeyDer } = await generateKey();
    const { certificateChainPem } = authority.issue({
      profile: o.profile ?? 'coordinator',
      name: 'hapy1',
      dnsNames: ['localhost'],
      addresses: ['127.0.0.1'],
      publicKeyDer,
    });
    const identity = { privateKeyPem, certificateChainPem, rootsPem: authority.rootPem };
    const folder = await mkdtemp(join(tmpdir(), 'hapy-joining-'));
    const coordinator = new JoiningCoordinator(authority, folder, { identity, publicKeyDer });
    await coordinator.start();
    return coordinator;
  }

  /** Takes the port that it had before, if it had one. */
  async start(): Promise<void> {
    this.#server = await startTlsServer({
      host: '127.0.0.1',
      port: this.port,
      identity: this.#identity,
      clusterId: 'lycee',
      services: [this.#cutting(createEnrollmentBinding(this.#context()))],
      log: pino({ level: 'silent' }),
      clock: systemClock,
    });
    this.port = this.#server.port;
  }

  async stop(): Promise<void> {
    await this.#server?.close(0);
    this.#server = undefined;
  }

  async restart(): Promise<void> {
    await this.stop();
    this.#database.close();
    this.#database = openDatabase(this.folder);
    await this.start();
  }

  async remove(): Promise<void> {
    await this.stop();
    this.#database.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  token(node = 'hapy2', addresses: readonly string[] = ['127.0.0.1']): string {
    const coordinators = () => addresses.map((address) => ({ address, port: this.port }));
    return createToken({ ...this.#context(), coordinators }, { node, ttlSeconds: 0 }).token;
  }

  tokens(): readonly ListedToken[] {
    return listTokens(this.#context());
  }

  #context() {
    return {
      authority: this.authority,
      store: createSqliteEnrolmentStore(this.#database),
      nodeNames: (node: string) =>
        /^hapy[23]$/.test(node) ? { dnsNames: [node, `${node}.lan`], addresses: ['10.0.0.2'] } : undefined,
      coordinators: () => [{ address: '127.0.0.1', port: this.port }],
      clock: systemClock,
      log: pino({ level: 'silent' }),
      serverPublicKeyDer: () => this.#publicKeyDer,
      tellAddress: () => undefined,
    };
  }

  #freshEnroll(): Handler {
    return createEnrollmentBinding(this.#context()).implementation['enroll'] as unknown as Handler;
  }

  /** Lets the coordinator die where the test asks for it. */
  #cutting(binding: ServiceBinding): ServiceBinding {
    const cutAt = (place: Cut): boolean => {
      if (this.cut !== place) return false;
      this.cut = undefined;
      void this.stop();
      return true;
    };
    const wrap = (name: 'Probe' | 'Enroll', usual: Handler) => (call: unknown, answer: Answer) => {
      if (cutAt(`before ${name}`)) return;
      const forgetful = name === 'Enroll' && this.forgetsNonces;
      if (forgetful) this.forgetsNonces = false;
      const handle = forgetful ? this.#freshEnroll() : usual;
      handle(call, (...all) => {
        if (!cutAt(`after ${name}`)) answer(...all);
      });
    };
    const { probe, enroll } = binding.implementation as unknown as Record<'probe' | 'enroll', Handler>;
    const implementation = { probe: wrap('Probe', probe), enroll: wrap('Enroll', enroll) };
    return {
      definition: binding.definition,
      implementation: implementation as unknown as ServiceBinding['implementation'],
    };
  }
}

type Answer = (...all: unknown[]) => void;
type Handler = (call: unknown, answer: Answer) => void;

function openDatabase(folder: string): DatabaseSync {
  const database = new DatabaseSync(join(folder, 'coordinator.db'));
  migrateEnrolment(database);
  return database;
}
