import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import type { Host, Raft, Zone } from '../../../services/domain/observed.ts';
import { type Element, parseXml } from '../../bounded-xml.ts';
import type { OpenNebula, Write } from '../../ports/opennebula.ts';
import { zoneFromDocument } from '../../zone-document.ts';
import { hostsFromDocument, raftFromDocument } from './documents.ts';
import { type CallOptions, callXmlRpc } from './xml-rpc-client.ts';
import type { Answer, Parameter } from './xml-rpc-codec.ts';

/** The zone that a server without federation serves. */
const localZone = 0;
/** oned's number for a refused session (opennebula.md section 5). */
const authenticationFailure = 256;

export interface OnedOptions {
  readonly endpoint: string;
  /** For the reads, in milliseconds. */
  readonly timeoutMs: number;
  /** Read again after oned refused the one that was kept. */
  readonly readSession: () => Promise<string>;
}

/** This node's oned over XML-RPC. The session stays in memory. */
export class Oned implements OpenNebula {
  readonly #options: OnedOptions;
  #session: string | undefined;

  constructor(options: OnedOptions) {
    this.#options = options;
  }

  async raftStatus(signal?: AbortSignal): Promise<Raft> {
    return this.#read('one.zone.raftstatus', [], raftFromDocument, signal);
  }

  async raftStatusAt(endpoint: string, deadlineMs: number, signal?: AbortSignal): Promise<Raft> {
    this.#session ??= await this.#options.readSession();
    const options = signal === undefined ? { deadlineMs } : { deadlineMs, signal };
    const answer = await callXmlRpc(endpoint, 'one.zone.raftstatus', [this.#session], options);
    if (answer.kind !== 'success') throw new HapyError('HAPY-E404');
    try {
      return raftFromDocument(parseXml(String(answer.value)));
    } catch (error) {
      throw new HapyError('HAPY-E402', { endpoint, reason: 'one.zone.raftstatus' }, error);
    }
  }

  async zone(signal?: AbortSignal): Promise<Zone> {
    return this.#read('one.zone.info', [localZone], zoneFromDocument, signal);
  }

  async hosts(signal?: AbortSignal): Promise<readonly Host[]> {
    return this.#read('one.hostpool.info', [], hostsFromDocument, signal);
  }

  async version(signal?: AbortSignal): Promise<string> {
    return String(await this.#call('one.system.version', [], this.#reading(signal)));
  }

  async addServer(server: { name: string; endpoint: string }, write: Write): Promise<void> {
    const template = `SERVER=[NAME=${quoted(server.name)},ENDPOINT=${quoted(server.endpoint)}]`;
    await this.#call('one.zone.addserver', [localZone, template], write);
  }

  async removeServer(id: number, write: Write): Promise<void> {
    await this.#call('one.zone.delserver', [localZone, id], write);
  }

  async setZoneEndpoint(endpoint: string, write: Write): Promise<void> {
    const append = 1;
    await this.#call('one.zone.update', [localZone, `ENDPOINT=${quoted(endpoint)}`, append], write);
  }

  async addHost(host: { name: string; imMad: string; vmMad: string }, write: Write): Promise<number> {
    const defaultCluster = -1;
    return Number(
      await this.#call('one.host.allocate', [host.name, host.imMad, host.vmMad, defaultCluster], write),
    );
  }

  async removeHost(id: number, write: Write): Promise<void> {
    await this.#call('one.host.delete', [id], write);
  }

  #reading(signal: AbortSignal | undefined): CallOptions {
    const deadlineMs = this.#options.timeoutMs;
    return signal === undefined ? { deadlineMs } : { deadlineMs, signal };
  }

  async #read<T>(
    method: string,
    parameters: readonly Parameter[],
    map: (document: Element) => T,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const value = await this.#call(method, parameters, this.#reading(signal));
    try {
      return map(parseXml(String(value)));
    } catch (error) {
      throw new HapyError('HAPY-E402', { endpoint: this.#options.endpoint, reason: method }, error);
    }
  }

  async #call(method: string, parameters: readonly Parameter[], options: CallOptions) {
    let answer = await this.#ask(method, parameters, options);
    if (answer.kind === 'failure' && answer.errorCode === authenticationFailure) {
      // A seed brings another one_auth: the one that was kept may be the old one. Refused, nothing was done.
      this.#session = undefined;
      answer = await this.#ask(method, parameters, options);
    }
    if (answer.kind === 'success') return answer.value;
    if (answer.kind === 'failure' && answer.errorCode === authenticationFailure)
      throw new HapyError('HAPY-E404');
    throw new HapyError('HAPY-E403', { method, message: answer.message.slice(0, 300) });
  }

  async #ask(method: string, parameters: readonly Parameter[], options: CallOptions): Promise<Answer> {
    this.#session ??= await this.#options.readSession();
    return callXmlRpc(this.#options.endpoint, method, [this.#session, ...parameters], options);
  }
}

/** A string of OpenNebula's template language. */
function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
