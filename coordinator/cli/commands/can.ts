import { explainError } from '../../../services/base/messages/explain-error.ts';
import { canTable } from '../../../services/domain/can.ts';
import { canStanding } from '../../../services/rpc/mapping/can-standing.ts';
import { withCoordinator } from '../coordinator-client.ts';
import { show } from '../render/show.ts';
import { renderTable } from '../render/table.ts';
import { type ExitStatus, type OutputFormat, say, type Session } from '../session.ts';
import { withTrust } from '../trust-client.ts';

/** What whoever asks can do now, and why the rest cannot be done: the table that the console's buttons follow. */
export async function can(
  session: Session,
  { output }: { readonly output: OutputFormat },
): Promise<ExitStatus> {
  const { role } = await withTrust(session, (trust) => trust.whoAmI());
  const [status, runs] = await withCoordinator(session, (coordinator) =>
    Promise.all([coordinator.status(), coordinator.runs(1)]),
  );
  const deeds = canTable(canStanding(status, runs[0], role)).map(({ deed, node, refusal }) => ({
    ...{ deed, node, can: refusal === undefined },
    ...(refusal && { code: refusal.code, reason: explainError(refusal, session.language).text }),
  }));
  await show(session, output, { role, deeds }, () =>
    renderTable(
      (['deed', 'can', 'reason'] as const).map((key) => ({
        title: say(session, `column.${key}`),
        align: 'left' as const,
      })),
      deeds.map(({ deed, node, can: possible, code = '', reason = '' }) => [
        node === '' ? deed : `${deed} ${node}`,
        say(session, possible ? 'value.yes' : 'value.no'),
        possible ? '' : `${reason} (${code})`,
      ]),
      '  ',
    ),
  );
  return 0;
}
