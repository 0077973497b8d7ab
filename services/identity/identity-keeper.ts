import { X509Certificate } from 'node:crypto';
import { unwatchFile, watchFile } from 'node:fs';
import { join } from 'node:path';

import { identityFiles, readIdentity } from '../../certs/identity-store.ts';
import { renewalTimeMs, retryDelayMs, type Validity } from '../../certs/renewal-schedule.ts';
import { writeSecret } from '../../certs/secret-file.ts';
import type { Clock } from '../base/clock.ts';
import { type HapyError, internalError } from '../base/errors/hapy-error.ts';
import type { Log } from '../base/log.ts';
import type { TlsIdentity } from '../rpc/identity.ts';
import { checkRenewed, type Renewed } from './check-renewed.ts';

/** A clock that is set, a machine that slept: the time left is looked at again at least this often. */
const lookAgainMs = 15 * 60_000;
/** How often the certificate's file is looked at. */
const lookAtFileMs = 2_000;
/** How soon somebody asks again who cannot work before it has a certificate: its own has expired. */
const urgentPollMs = 15_000;

export interface IdentityKeeperOptions {
  /** The folder with key, certificate and roots. */
  readonly directory: string;
  readonly clock: Clock;
  readonly log: Log;
  /** 0..1 */
  readonly random: () => number;
  /** Asks for the next certificate of the same key. */
  readonly ask: (identity: TlsIdentity, csrDer: Buffer, signal?: AbortSignal) => Promise<Renewed>;
}

/**
 * Keeps a program's certificate alive: renews it at half of its life, again and again until it succeeds, and hands
 * each new one to whoever listens. What cannot be written to the disk is not used either, so that a restart finds
 * what was in use.
 */
export class IdentityKeeper {
  readonly #options: IdentityKeeperOptions;
  readonly #listeners = new Set<(identity: TlsIdentity) => void>();
  #identity: TlsIdentity;
  #failure: HapyError | undefined;
  #renewing: Promise<TlsIdentity> | undefined;
  #random: number;

  private constructor(options: IdentityKeeperOptions, identity: TlsIdentity) {
    this.#options = options;
    this.#identity = identity;
    this.#random = options.random();
  }

  /** @throws HapyError what readIdentity refuses with */
  static async open(options: IdentityKeeperOptions): Promise<IdentityKeeper> {
    return new IdentityKeeper(options, await readIdentity(options.directory));
  }

  get identity(): TlsIdentity {
    return this.#identity;
  }

  /** Why the last renewal failed; undefined when it did not. */
  get failure(): HapyError | undefined {
    return this.#failure;
  }

  get notAfterMs(): number {
    return this.#validity.notAfterMs;
  }

  /** Whether the certificate in use counts at present. */
  get isValid(): boolean {
    const { notBeforeMs, notAfterMs } = this.#validity;
    const nowMs = this.#options.clock.now();
    return notBeforeMs <= nowMs && nowMs < notAfterMs;
  }

  /** Told of every new certificate, after it is on the disk. */
  onRenewed(listener: (identity: TlsIdentity) => void): void {
    this.#listeners.add(listener);
  }

  /** Renews when it is time, and takes over what somebody else puts in the files, until `signal` ends it. */
  async keep(signal: AbortSignal): Promise<void> {
    const { clock, log, directory } = this.#options;
    const certificate = join(directory, identityFiles.certificate);
    const look = () => void this.#adopt();
    watchFile(certificate, { interval: lookAtFileMs, persistent: false }, look);
    signal.addEventListener('abort', () => unwatchFile(certificate, look), { once: true });
    let failures = 0;
    while (!signal.aborted) {
      const waitMs = failures === 0 ? this.#dueInMs() : this.#retryMs(failures);
      try {
        if (waitMs > 0) await clock.delay(Math.min(waitMs, lookAgainMs), signal);
        if (failures === 0 && this.#dueInMs() > 0) continue;
        await this.renew(signal);
        // One that is due again at once was signed by a wrong clock; asking without a pause would not mend that.
        failures = this.#dueInMs() > 0 ? 0 : failures + 1;
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        const { code } = internalError(error);
        if (failures === 1 || code !== 'HAPY-E116')
          log.warn({ err: error, failures }, 'certificate not renewed');
      }
    }
  }

  /**
   * Renews now. Whoever asks while a renewal is under way gets that one.
   *
   * @throws HapyError what `ask` refuses with, HAPY-E152 when it cannot be written: the old one stays in use
   */
  renew(signal?: AbortSignal): Promise<TlsIdentity> {
    this.#renewing ??= this.#renew(signal).finally(() => (this.#renewing = undefined));
    return this.#renewing;
  }

  /** After `hapy-agent join` while this program runs. With another key it is somebody else, and not ours to become. */
  async #adopt(): Promise<void> {
    const { directory, log } = this.#options;
    try {
      const identity = await readIdentity(directory);
      const { privateKeyPem, certificateChainPem } = this.#identity;
      if (identity.certificateChainPem === certificateChainPem) return;
      if (identity.privateKeyPem !== privateKeyPem) {
        log.warn('the key in the files is another one; it is used after a restart');
        return;
      }
      this.#identity = identity;
      this.#failure = undefined;
      log.info('certificate taken from its file');
      for (const listener of this.#listeners) listener(identity);
    } catch (error) {
      log.warn({ err: error }, 'certificate in the files not usable');
    }
  }

  async #renew(signal?: AbortSignal): Promise<TlsIdentity> {
    const { directory, log, ask, random } = this.#options;
    try {
      const before = this.#identity;
      // Wanted every few weeks, and the DER that it is written in needs a library.
      const { createCsr } = await import('../../certs/csr.ts');
      const renewed = await ask(before, createCsr(before.privateKeyPem), signal);
      const identity = checkRenewed(before, renewed);
      if (identity.rootsPem !== before.rootsPem) {
        await writeSecret(join(directory, identityFiles.roots), identity.rootsPem);
      }
      await writeSecret(join(directory, identityFiles.certificate), identity.certificateChainPem);
      this.#identity = identity;
      this.#failure = undefined;
      this.#random = random();
      const { serialNumber, validToDate } = new X509Certificate(identity.certificateChainPem);
      log.info(
        { serial: serialNumber.toLowerCase(), until: validToDate.toISOString() },
        'certificate renewed',
      );
      for (const listener of this.#listeners) listener(identity);
      return identity;
    } catch (error) {
      this.#failure = internalError(error);
      throw error;
    }
  }

  #dueInMs(): number {
    const nowMs = this.#options.clock.now();
    // Not valid yet: it was signed while a clock was ahead, which has been put right since.
    if (this.#validity.notBeforeMs > nowMs) return 0;
    return renewalTimeMs(this.#validity, this.#random) - nowMs;
  }

  get #validity(): Validity {
    const { validFromDate, validToDate } = new X509Certificate(this.#identity.certificateChainPem);
    return { notBeforeMs: validFromDate.getTime(), notAfterMs: validToDate.getTime() };
  }

  #retryMs(failures: number): number {
    // Somebody stands there and waits: for the coordinator to start again, or after the approval.
    return this.isValid ? retryDelayMs(failures) : urgentPollMs;
  }
}
