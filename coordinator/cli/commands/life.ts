import { randomBytes } from 'node:crypto';

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import { provesFence } from '../../../services/domain/fence-proof.ts';
import type { Intent } from '../../../services/domain/intent.ts';
import type { SpecNode } from '../../../services/domain/spec.ts';
import { answerTo } from '../confirmation.ts';
import { withCoordinator } from '../coordinator-client.ts';
import type { ExitStatus, Session } from '../session.ts';
import { apply, type ApplyOptions } from './apply.ts';
import { plan } from './plan.ts';

/** What every verb of a cluster's life may be given besides what it is about. */
export interface LifeOptions extends Omit<ApplyOptions, 'intent'> {
  readonly dryRun: boolean;
  /** Where the plan is written instead of being carried out. */
  readonly out?: string;
}

export function addNodes(
  session: Session,
  places: readonly string[],
  options: LifeOptions,
): Promise<ExitStatus> {
  return carryOut(session, { verb: 'add', nodes: places.map(placed) }, options);
}

/** @throws HapyError HAPY-E581 when it is declared dead and the confirmation does not name it */
export async function removeNode(
  session: Session,
  node: string,
  options: LifeOptions & { readonly dead: boolean; readonly fenced?: string },
): Promise<ExitStatus> {
  const fence = options.dead ? await fenceOf(session, node, options) : '';
  return carryOut(session, { verb: 'remove', node, dead: options.dead, fence }, options);
}

/** @throws HapyError HAPY-E581 when the confirmation does not name the dead machine */
export async function replaceNode(
  session: Session,
  node: string,
  options: LifeOptions & { readonly with?: string; readonly fenced?: string },
): Promise<ExitStatus> {
  const fence = await fenceOf(session, node, options);
  // Without a name and an address of its own it takes those of the old machine; the coordinator knows them.
  const replacement =
    options.with === undefined ? { name: node, fqdn: '', address: '' } : placed(options.with);
  return carryOut(session, { verb: 'replace', node, replacement, fence }, options);
}

export function reconfigureNodes(
  session: Session,
  nodes: readonly string[],
  options: LifeOptions & { readonly parallel: boolean; readonly rollout?: string },
): Promise<ExitStatus> {
  const { parallel, rollout: id = randomBytes(4).toString('hex') } = options;
  return carryOut(session, { verb: 'reconfigure', nodes, parallel, id }, options);
}

export function instantiateNodes(
  session: Session,
  nodes: readonly string[],
  options: LifeOptions & { readonly parallel: boolean },
): Promise<ExitStatus> {
  return carryOut(session, { verb: 'instantiate', nodes, parallel: options.parallel }, options);
}

/** @throws HapyError HAPY-E200 to E205 for the file, HAPY-E800 to E810 for what it wants */
export async function setStorage(session: Session, file: string, options: LifeOptions): Promise<ExitStatus> {
  const { readStorageFile } = await import('../../../services/cluster-file/storage-file.ts');
  const { nodes } = await withCoordinator(session, (client) => client.status());
  const storage = await readStorageFile(file, nodes);
  return carryOut(session, { verb: 'store', storage }, options);
}

export function repairZone(session: Session, options: LifeOptions): Promise<ExitStatus> {
  return carryOut(session, { verb: 'repair' }, options);
}

export function adoptZone(session: Session, options: LifeOptions): Promise<ExitStatus> {
  return carryOut(session, { verb: 'adopt' }, options);
}

function carryOut(session: Session, intent: Intent, options: LifeOptions): Promise<ExitStatus> {
  if (options.dryRun || options.out !== undefined) return plan(session, { ...options, intent });
  return apply(session, undefined, { ...options, intent });
}

async function fenceOf(
  session: Session,
  node: string,
  { fenced, dryRun }: { readonly fenced?: string; readonly dryRun: boolean },
): Promise<string> {
  if (fenced === undefined && dryRun) return `${node}: --dry-run`;
  // Where nobody can be asked, the option is what is missing, not a confirmation.
  if (fenced === undefined && session.input.isTTY !== true) throw new HapyError('HAPY-E568', { node });
  const proof = fenced ?? (await answerTo(session, 'verb.fence-question', { node }));
  if (provesFence(proof, node)) return proof.trim();
  throw new HapyError('HAPY-E581', { node });
}

/** @throws HapyError HAPY-E582 */
function placed(value: string): SpecNode {
  const [, name = '', address = ''] = /^([^=]+)=([^=]+)$/.exec(value) ?? [];
  if (name === '' || address === '') throw new HapyError('HAPY-E582', { value });
  const [short = name] = name.split('.');
  return { name: short, fqdn: name.includes('.') ? name : '', address };
}
