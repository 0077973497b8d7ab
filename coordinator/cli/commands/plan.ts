import type { Intent } from '../../../services/domain/intent.ts';
import { withCoordinator } from '../coordinator-client.ts';
import { preflightOf, withPreflight } from '../plan-preflight.ts';
import { writePlanFile } from '../plan-file.ts';
import { parsePlan } from '../read-plan.ts';
import { isBlocked, planView } from '../render/plan-view.ts';
import { show } from '../render/show.ts';
import { type ExitStatus, type OutputFormat, print, say, type Session } from '../session.ts';

/** Shows what would be done. 0 when nothing is to be done, 3 when something is, or when findings stand in its way. */
export async function plan(
  session: Session,
  options: {
    readonly output: OutputFormat;
    readonly out?: string;
    /** By node, the digest of a database that may be replaced. */
    readonly discardDatabase: ReadonlyMap<string, string>;
    /** A verb of the cluster's life, for what it would do. */
    readonly intent?: Intent;
  },
): Promise<ExitStatus> {
  const { planned, hash, preflight } = await withCoordinator(session, async (coordinator) => {
    const answer = await coordinator.plan(options.discardDatabase, options.intent);
    const planned = parsePlan(answer.planJson, 'GetPlan');
    return { planned, hash: answer.hash, preflight: await preflightOf(coordinator, planned, []) };
  });
  if (options.out !== undefined) await writePlanFile(options.out, { plan: planned, hash });
  await show(session, options.output, { preflight, plan: planned, hash }, () =>
    withPreflight(session, preflight, planView(session, planned)),
  );
  if (options.output === 'table' && planned.actions.length > 0) {
    print(session, '');
    const discards = [...options.discardDatabase].map(
      ([node, digest]) => ` --discard-database ${node}=${digest}`,
    );
    if (options.out === undefined && options.intent !== undefined)
      print(session, say(session, 'verb.apply-next'));
    else if (options.out === undefined) print(session, say(session, 'plan.apply-next') + discards.join(''));
    else print(session, say(session, 'plan.written', { file: options.out }));
  }
  return planned.actions.length === 0 && !isBlocked(planned) ? 0 : 3;
}
