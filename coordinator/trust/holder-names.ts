import { parseUri } from '../../services/rpc/uri.ts';
import type { CertificateRole } from '../../services/rpc/uri.ts';
import { coordinatorNodeOf, type Spec, type SpecNode } from '../../services/domain/spec.ts';

export interface Holder {
  readonly profile: CertificateRole;
  readonly name: string;
}

/** Reads "agent/hapy2", "gateway", "operator/anne"; undefined for anything else. */
export function parseHolder(holder: string, clusterId: string): Holder | undefined {
  const parsed = parseUri(`spiffe://${clusterId}/${holder}`);
  return parsed === undefined ? undefined : { profile: parsed.role, name: parsed.name };
}

export interface CertificateNames {
  readonly dnsNames: readonly string[];
  readonly addresses: readonly string[];
}

/**
 * The names that the spec gives a holder at present, so that a renewal follows every change of address. Undefined
 * for a node that is not in it.
 */
export function namesOf(spec: Spec, holder: Holder): CertificateNames | undefined {
  const node = (name: string) => spec.nodes.find((each) => each.name === name);
  switch (holder.profile) {
    case 'agent': {
      const own = node(holder.name);
      return own === undefined ? undefined : nodeNames(own);
    }
    case 'coordinator':
    case 'gateway': {
      const place = node(coordinatorNodeOf(spec));
      if (place === undefined) return undefined;
      const { dnsNames, addresses } = nodeNames(place);
      return {
        dnsNames: [...new Set([...dnsNames, spec.vip.name])],
        addresses: [...new Set([...addresses, spec.vip.address])],
      };
    }
    case 'operator':
    case 'auditor':
      return { dnsNames: [], addresses: [] };
  }
}

function nodeNames({ fqdn, name, address }: SpecNode): CertificateNames {
  return { dnsNames: [...new Set([fqdn, name])], addresses: [address] };
}
