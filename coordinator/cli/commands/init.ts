import { mkdir, open, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import type { Spec } from '../../../services/domain/spec.ts';
import { type AddressMap, mapSpec, readAddressMap } from '../../../sandbox/address-map.ts';
import { sandboxLayout } from '../../../sandbox/layout.ts';
import { readRecord } from '../../../sandbox/record.ts';
import type { Understood } from '../../understand-files.ts';
import { coordinatorConfigOf } from '../find-coordinator.ts';
import { understoodView } from '../render/understood-view.ts';
import { show } from '../render/show.ts';
import { type ExitStatus, type OutputFormat, print, say, type Session } from '../session.ts';

export interface InitOptions {
  readonly from: readonly string[];
  /** NAME=ADDRESS */
  readonly node: readonly string[];
  /** A storage.yaml. */
  readonly storage?: string | undefined;
  readonly output: OutputFormat;
}

/**
 * Makes the authority and the spec of a new cluster, on the machine of index 0. Needs no running program, and
 * writes nothing before all that it was given is understood.
 *
 * @throws HapyError what understandFiles refuses with, HAPY-E220 done already, HAPY-E262 cannot write
 */
export async function init(session: Session, options: InitOptions): Promise<ExitStatus> {
  const { understandFiles } = await import('../../understand-files.ts');
  const { resolveHere } = await import('../../resolve-here.ts');
  const understood = await understandFiles({
    files: options.from,
    nodeOptions: options.node,
    storage: options.storage,
    resolve: resolveHere(session.clock),
  });
  const map: AddressMap =
    session.directory === undefined ? new Map() : await readAddressMap(session.directory);
  const spec = mapSpec(understood.spec, map);
  await initialise(session, spec);
  const object = understoodObject(understood, spec);
  await show(session, options.output, object, () => understoodView(session, understood, spec));
  if (options.output === 'table')
    print(session, `\n${say(session, 'init.done')}\n${await next(session, spec)}`);
  return 0;
}

async function initialise(session: Session, spec: Spec): Promise<void> {
  const { initialiseCoordinator } = await import('../../init.ts');
  const { loadCoordinatorConfig } = await import('../../config.ts');
  const file = coordinatorConfigOf(session.directory);
  if (session.directory !== undefined) await writeConfigOnce(file, session.directory, spec);
  const config = await loadCoordinatorConfig(file);
  const { stateDirectory, gatewayStateDirectory: gatewayDirectory } = config;
  await initialiseCoordinator({ stateDirectory, gatewayDirectory, spec, clock: session.clock });
}

/** Under --dir nothing is installed by a package, so the first init writes the configuration too. */
async function writeConfigOnce(path: string, directory: string, spec: Spec): Promise<void> {
  const { stringify } = await import('yaml');
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const layout = sandboxLayout(await realpath(directory));
    const record = await readRecord(layout);
    const content = stringify({
      listen: { address: spec.nodes[0]?.address },
      stateDirectory: layout.coordinatorState,
      gatewayStateDirectory: layout.gatewayState,
      socket: `${layout.sockets}/coordinator.sock`,
      claimsDirectory: `${layout.sockets}/claims`,
      administrators: 'own-account',
      ...(record === undefined ? {} : { clockFactor: record.clockFactor }),
    });
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(content).finally(() => file.close());
    await mkdir(layout.sockets, { recursive: true, mode: 0o700 });
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? '';
    if (reason !== 'EEXIST') throw new HapyError('HAPY-E262', { file: path, reason }, error);
  }
}

/** For scripts: the spec as it was recorded, and where each address came from. */
function understoodObject(understood: Understood, spec: Spec) {
  const nodes = understood.spec.nodes.map(({ name, address: given }, index) => ({
    index,
    name,
    ...understood.origins.get(name),
    given,
    address: spec.nodes[index]?.address,
  }));
  return { spec, understood: { files: understood.files, nodes }, warnings: understood.warnings };
}

/** What a person does next, by where the coordinator is to run. */
async function next(session: Session, spec: Spec): Promise<string> {
  const about = { node: spec.nodes[0]?.name ?? '' };
  const { directory } = session;
  if (directory === undefined) return say(session, 'init.next', about);
  if ((await readRecord(sandboxLayout(directory))) !== undefined)
    return say(session, 'init.next-sandbox', about);
  return say(session, 'init.next-directory', { ...about, config: coordinatorConfigOf(directory) });
}
