import { HapyError } from '../../base/errors/hapy-error.ts';
import type { Intent } from '../../domain/intent.ts';
import type { Spec, SpecNode } from '../../domain/spec.ts';
import { storageFromProto, storageToProto } from './wanted-storage.ts';
import type * as wire from '../gen/hapy/coordinator/v1/coordinator.ts';

/** Short names are one label of RFC 1123, full names several. */
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const shortName = new RegExp(`^${label}$`);
const fullName = new RegExp(`^${label}(?:\\.${label})*$`);
const octet = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const ipv4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`);
const textMax = 300;
const nodesMax = 64;

export function intentToProto(intent: Intent): wire.Intent {
  switch (intent.verb) {
    case 'add':
      return { verb: { $case: 'add', value: { nodes: intent.nodes.map((node) => ({ ...node })) } } };
    case 'remove': {
      const { node, dead, fence } = intent;
      return { verb: { $case: 'remove', value: { node, dead, fence } } };
    }
    case 'replace': {
      const { node, replacement, fence } = intent;
      return { verb: { $case: 'replace', value: { node, replacement: { ...replacement }, fence } } };
    }
    case 'reconfigure': {
      const { nodes, parallel, id } = intent;
      return { verb: { $case: 'reconfigure', value: { nodes: [...nodes], parallel, id } } };
    }
    case 'instantiate': {
      const { nodes, parallel } = intent;
      return { verb: { $case: 'instantiate', value: { nodes: [...nodes], parallel } } };
    }
    case 'store':
      return { verb: { $case: 'store', value: storageToProto(intent.storage) } };
    case 'repair':
      return { verb: { $case: 'repair', value: {} } };
    case 'adopt':
      return { verb: { $case: 'adopt', value: {} } };
  }
}

/** Undefined for no verb at all. @throws HapyError HAPY-E587 when it makes no sense */
export function intentFromProto(message: wire.Intent | undefined, spec: Spec): Intent | undefined {
  const verb = message?.verb;
  switch (verb?.$case) {
    case undefined:
      return undefined;
    case 'add':
      return { verb: 'add', nodes: bounded(verb.value.nodes).map((node) => placed(node, spec)) };
    case 'remove': {
      const { node, dead, fence } = verb.value;
      return { verb: 'remove', node: named(node), dead, fence: text(fence) };
    }
    case 'replace': {
      const { node, replacement, fence } = verb.value;
      const old = spec.nodes.find(({ name }) => name === node);
      // Without an address it takes the place of the old machine, under all that is known of it.
      const wanted = replacement === undefined || replacement.address === '' ? old : replacement;
      if (wanted === undefined) throw new HapyError('HAPY-E565', { node: text(node) });
      return { verb: 'replace', node: named(node), replacement: placed(wanted, spec), fence: text(fence) };
    }
    case 'reconfigure': {
      const { nodes, parallel, id } = verb.value;
      if (!/^[a-z0-9-]{1,64}$/.test(id)) throw senseless('id');
      return { verb: 'reconfigure', nodes: bounded(nodes).map(named), parallel, id };
    }
    case 'instantiate': {
      const { nodes, parallel } = verb.value;
      return { verb: 'instantiate', nodes: bounded(nodes).map(named), parallel };
    }
    case 'store':
      return { verb: 'store', storage: storageFromProto(verb.value, spec) };
    case 'repair':
      return { verb: 'repair' };
    case 'adopt':
      return { verb: 'adopt' };
  }
}

/** A node without a full name is in the domain of index 0. */
function placed({ name, fqdn, address }: SpecNode, spec: Spec): SpecNode {
  const domain = spec.nodes[0]?.fqdn.replace(/^[^.]+/, '') ?? '';
  const full = fqdn === '' ? `${name}${domain}` : fqdn;
  if (!fullName.test(full) || full.length > 253) throw senseless(full);
  if (!ipv4.test(address)) throw senseless(address);
  return { name: named(name), fqdn: full, address };
}

function named(name: string): string {
  if (!shortName.test(name)) throw senseless(name);
  return name;
}

function text(value: string): string {
  return value.slice(0, textMax);
}

function bounded<T>(list: readonly T[]): readonly T[] {
  if (list.length > nodesMax) throw senseless(`> ${nodesMax}`);
  return list;
}

function senseless(detail: string): HapyError {
  return new HapyError('HAPY-E587', { detail: text(detail) });
}
