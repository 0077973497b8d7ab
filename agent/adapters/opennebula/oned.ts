import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import type { Host, Raft, Zone } from '../../../services/domain/observed.ts';
import type { DatastoreKind } from '../../../services/domain/storage/storage-spec.ts';
import type { Datastore } from '../../../services/domain/storage/storage-state.ts';
import { type Element, parseXml, plainLine, XmlReader } from '../../bounded-xml.ts';
import type { OpenNebula, Write } from '../../ports/opennebula.ts';
import { zoneFromDocument } from '../../zone-document.ts';
import {
  datastoresFromDocument,
  hostFromElement,
  raftFromDocument,
  requireHostPool,
  userNameFromDocument,
} from './documents.ts';
import type { LocalMethod, Method } from './methods.ts';
import { refusalCodes, refusalOf } from './refusals.ts';
import { type CallOptions, callXmlRpc } from './xml-rpc-client.ts';
import type { Answer, Parameter } from './xml-rpc-codec.ts';

/** The zone that a server without federation serves. */
const localZone = 0;
/** More hypervisors than any zone has; each is a line of a hundred bytes in memory. */
const hostsMax = 100_000;

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
    return documentOf(endpoint, 'one.zone.raftstatus', answer, raftFromDocument);
  }

  async userAt(endpoint: string, deadlineMs: number, signal?: AbortSignal): Promise<string> {
    const options = signal === undefined ? { deadlineMs } : { deadlineMs, signal };
    // As a login is: with what stands in one_auth now, whatever was kept.
    this.#session = await this.#options.readSession();
    const self = -1;
    const answer = await callXmlRpc(endpoint, 'one.user.info', [this.#session, self], options);
    if (answer.kind !== 'success') throw refusalOf('one.user.info', answer);
    return documentOf(endpoint, 'one.user.info', answer, userNameFromDocument);
  }

  async zone(signal?: AbortSignal): Promise<Zone> {
    return this.#read('one.zone.info', [localZone], zoneFromDocument, signal);
  }

  async hosts(signal?: AbortSignal): Promise<readonly Host[]> {
    let hosts: Host[] = [];
    const read = {
      // A repetition after a refused session begins anew.
      begin: () => {
        hosts = [];
      },
      onChild: (child: Element) => {
        if (hosts.length >= hostsMax) throw new Error(`more than ${hostsMax} hosts`);
        hosts.push(hostFromElement(child));
      },
    };
    await this.#read('one.hostpool.info', [], requireHostPool, signal, read);
    return hosts.sort((one, other) => one.id - other.id);
  }

  async version(signal?: AbortSignal): Promise<string> {
    if (!answersItself(await this.raftStatus(signal))) return '';
    const version = String(await this.#call('one.system.version', [], this.#reading(signal)));
    // Had it lost its leadership in between, the answer would be another server's.
    return answersItself(await this.raftStatus(signal)) ? plainLine(version) : '';
  }

  async addServer(server: { name: string; endpoint: string }, write: Write): Promise<void> {
    const template = `SERVER=[NAME=${quoted(server.name)},ENDPOINT=${quoted(server.endpoint)}]`;
    await this.#write('one.zone.addserver', [localZone, template], write);
  }

  async removeServer(id: number, write: Write): Promise<void> {
    await this.#write('one.zone.delserver', [localZone, id], write);
  }

  async setZoneEndpoint(endpoint: string, write: Write): Promise<void> {
    const append = 1;
    await this.#write('one.zone.update', [localZone, `ENDPOINT=${quoted(endpoint)}`, append], write);
  }

  async writeNothing(write: Write): Promise<void> {
    const append = 1;
    // The template language knows no empty template; an XML document may be empty.
    await this.#write('one.zone.update', [localZone, '<TEMPLATE/>', append], write);
  }

  async addHost(host: { name: string; imMad: string; vmMad: string }, write: Write): Promise<number> {
    const defaultCluster = -1;
    return Number(
      await this.#write('one.host.allocate', [host.name, host.imMad, host.vmMad, defaultCluster], write),
    );
  }

  async datastores(signal?: AbortSignal): Promise<readonly Datastore[]> {
    return this.#read('one.datastorepool.info', [], datastoresFromDocument, signal);
  }

  async addDatastore({ name, kind }: { name: string; kind: DatastoreKind }, write: Write): Promise<number> {
    const drivers = kind === 'system' ? ['TYPE="SYSTEM_DS"'] : ['TYPE="IMAGE_DS"', 'DS_MAD="fs"'];
    const template = [`NAME=${quoted(name)}`, ...drivers, 'TM_MAD="shared"'].join('\n');
    const defaultCluster = -1;
    return Number(await this.#write('one.datastore.allocate', [template, defaultCluster], write));
  }

  async removeHost(id: number, write: Write): Promise<void> {
    await this.#write('one.host.delete', [id], write);
  }

  async disableHost(id: number, write: Write): Promise<void> {
    const disabled = 1;
    await this.#write('one.host.status', [id, disabled], write);
  }

  async resetServer(id: number, write: Write): Promise<void> {
    await this.#write('one.zone.resetserver', [localZone, id], write);
  }

  #reading(signal: AbortSignal | undefined): CallOptions {
    const deadlineMs = this.#options.timeoutMs;
    return signal === undefined ? { deadlineMs } : { deadlineMs, signal };
  }

  /** A document about this very node: only methods that it answers itself are read (fact 12). */
  async #read<T>(
    method: LocalMethod,
    parameters: readonly Parameter[],
    map: (document: Element) => T,
    signal: AbortSignal | undefined,
    rows?: { readonly begin: () => void; readonly onChild: (child: Element) => void },
  ): Promise<T> {
    let reader = new XmlReader();
    await this.#call(method, parameters, this.#reading(signal), () => {
      rows?.begin();
      reader = new XmlReader(rows === undefined ? {} : { onChild: rows.onChild });
      return (part) => reader.write(part);
    });
    try {
      return map(reader.end());
    } catch (error) {
      throw new HapyError('HAPY-E402', { endpoint: this.#options.endpoint, reason: method }, error);
    }
  }

  /** After a change, an answer that makes no sense says nothing about whether it was made. */
  async #write(method: Method, parameters: readonly Parameter[], write: Write) {
    try {
      return await this.#call(method, parameters, write);
    } catch (error) {
      const senseless = error instanceof HapyError && ['HAPY-E402', 'HAPY-E410'].includes(error.code);
      if (!senseless) throw error;
      throw new HapyError('HAPY-E418', { method, reason: error.code }, error);
    }
  }

  async #call(
    method: Method,
    parameters: readonly Parameter[],
    options: CallOptions & { readonly at?: string },
    sinkOf?: () => (part: string) => void,
  ) {
    const ask = () => {
      const sink = sinkOf?.();
      return this.#ask(method, parameters, sink === undefined ? options : { ...options, sink });
    };
    let answer = await ask();
    if (answer.kind === 'failure' && answer.errorCode === refusalCodes.authentication) {
      // A seed brings another one_auth: the one that was kept may be the old one. Refused, nothing was done.
      this.#session = undefined;
      answer = await ask();
    }
    if (answer.kind === 'success') return answer.value;
    throw refusalOf(method, answer);
  }

  async #ask(
    method: Method,
    parameters: readonly Parameter[],
    options: CallOptions & { readonly at?: string },
  ): Promise<Answer> {
    this.#session ??= await this.#options.readSession();
    const { at = this.#options.endpoint, ...rest } = options;
    return callXmlRpc(at, method, [this.#session, ...parameters], rest);
  }
}

function documentOf<T>(
  endpoint: string,
  method: Method,
  { value }: Extract<Answer, { readonly kind: 'success' }>,
  map: (document: Element) => T,
): T {
  try {
    return map(parseXml(String(value)));
  } catch (error) {
    throw new HapyError('HAPY-E402', { endpoint, reason: method }, error);
  }
}

function answersItself({ state }: Raft): boolean {
  return state === 'solo' || state === 'leader';
}

/** A string of OpenNebula's template language. */
function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
