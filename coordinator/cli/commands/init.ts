import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import type { Spec } from '../../../services/domain/spec.ts';
import { coordinatorConfigOf } from '../find-coordinator.ts';
import { renderTable } from '../render/table.ts';
import { show } from '../render/show.ts';
import { type ExitStatus, type OutputFormat, print, say, type Session } from '../session.ts';

/** Makes the authority and the spec of a new cluster, on the machine of index 0. Needs no running program. */
export async function init(
  session: Session,
  options: { readonly from: string; readonly output: OutputFormat },
): Promise<ExitStatus> {
  const { readSpecFile } = await import('../../spec-file.ts');
  const { initialiseCoordinator } = await import('../../init.ts');
  const { loadCoordinatorConfig } = await import('../../config.ts');
  const spec = await readSpecFile(options.from);
  const file = coordinatorConfigOf(session.directory);
  if (session.directory !== undefined) await writeConfigOnce(file, session.directory, spec);
  const config = await loadCoordinatorConfig(file);
  await initialiseCoordinator({ stateDirectory: config.stateDirectory, spec, clock: session.clock });
  await show(session, options.output, { spec }, () => specTable(session, spec));
  if (options.output === 'table') print(session, `\n${say(session, 'init.done')}`);
  return 0;
}

/** Under --dir nothing is installed by a package, so the first init writes the configuration too. */
async function writeConfigOnce(path: string, directory: string, spec: Spec): Promise<void> {
  const { stringify } = await import('yaml');
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    const file = await open(path, 'wx', 0o600);
    await file
      .writeFile(
        stringify({
          listen: { address: spec.nodes[0]?.address },
          stateDirectory: join(directory, 'coordinator/state'),
          socket: join(directory, 'run/coordinator.sock'),
          claimsDirectory: join(directory, 'run/claims'),
          administrators: 'own-account',
        }),
      )
      .finally(() => file.close());
    await mkdir(join(directory, 'run'), { recursive: true, mode: 0o700 });
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? '';
    if (reason !== 'EEXIST') throw new HapyError('HAPY-E262', { file: path, reason }, error);
  }
}

/** What was understood, so that a mistake is seen before anything is built on it. */
function specTable(session: Session, spec: Spec): string {
  const nodes = renderTable(
    [
      { title: say(session, 'column.index'), align: 'right' },
      { title: say(session, 'column.name'), align: 'left' },
      { title: say(session, 'column.fqdn'), align: 'left' },
      { title: say(session, 'column.address'), align: 'left' },
    ],
    spec.nodes.map((node, index) => [String(index), node.name, node.fqdn, node.address]),
    '  ',
  );
  return `${nodes}\n\n${say(session, 'status.vip')}  ${spec.vip.address} (${spec.vip.name})`;
}
