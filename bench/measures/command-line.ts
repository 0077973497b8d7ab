import { installedFile } from '../../services/base/installation.ts';
import type { Measure } from '../harness/measure.ts';
import { programEnv } from '../harness/programs.ts';
import { besideFloor, type Row } from '../harness/row.ts';
import { interleave } from '../harness/samples.ts';
import { bundledPrograms } from '../peers/bundled-programs.ts';
import { startCoordinatorWithFarm } from '../peers/coordinator-with-farm.ts';
import { ended } from '../peers/ended.ts';

const unit = 'ms';

/** What a person waits for: whole processes, from the fork to the exit. */
export const commandLine: Measure = {
  name: 'cli',
  title: 'hapyctl, whole process',
  explained:
    '`hapyctl --help` and `hapyctl status` of a formed cluster of three, each a process from its start to its end, as the ' +
    'package installs it (one bundle) and from a checkout. The floor is `node -e 0` with the same Node.',
  async run(context) {
    const full = context.size === 'full';
    const { folder } = context;
    const running = await startCoordinatorWithFarm(context, 3);
    const bundle = await bundledPrograms(folder.under('programs'));
    const hapyctl =
      (main: string, ...words: string[]) =>
      () =>
        ended([process.execPath, main, ...words, '--dir', running.directory], programEnv(), [0, 3]);
    const bundled = `${bundle}/coordinator/cli/main.js`;
    const checkout = installedFile('coordinator/cli/main.ts');
    const taken = await interleave(
      {
        node: () => ended([process.execPath, '-e', '0'], programEnv()),
        help: hapyctl(bundled, '--help'),
        status: hapyctl(bundled, 'status'),
        helpOfCheckout: hapyctl(checkout, '--help'),
        statusOfCheckout: hapyctl(checkout, 'status'),
      },
      { rounds: full ? 25 : 1, warmUp: full ? 3 : 0 },
    );
    const rows: Row[] = [];
    const floors = { samples: taken.node };
    const told = (what: string, samples: typeof taken.help, atMost: number) =>
      rows.push(besideFloor({ what, unit, ours: { samples }, floor: 'node -e 0', floors, atMost }));
    told('hapyctl --help', taken.help, 1.6);
    told('hapyctl status', taken.status, 2.5);
    told('hapyctl --help, from a checkout', taken.helpOfCheckout, 1.6);
    told('hapyctl status, from a checkout', taken.statusOfCheckout, 2.5);
    return rows;
  },
};
