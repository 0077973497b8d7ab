import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import { explainError } from '../../../services/base/messages/explain-error.ts';
import { type CoordinatorClient, withCoordinator } from '../coordinator-client.ts';
import { doctorPage } from '../render/doctor-page.ts';
import { LiveScreen } from '../render/live-screen.ts';
import { nagiosLine } from '../render/nagios-line.ts';
import { show } from '../render/show.ts';
import { type ExitStatus, print, say, type Session } from '../session.ts';
import { type StatusView } from '../status-view.ts';
import { isReached, lookAt, waitFor, type Wanted } from '../wait-for.ts';

const lookEveryMs = 2_000;

export interface DoctorOptions {
  readonly output: 'table' | 'json' | 'yaml' | 'nagios';
  readonly watch?: boolean;
  readonly waitFor?: Wanted;
  /** Seconds. */
  readonly timeout: number;
}

/** Says what is wrong, why and what to type next. 0 healthy, 3 not; with `nagios` the codes that Nagios knows. */
export async function doctor(session: Session, options: DoctorOptions): Promise<ExitStatus> {
  if (options.output === 'nagios') return nagios(session);
  return withCoordinator(session, async (coordinator) => {
    if (options.watch === true) return watch(session, coordinator);
    const view =
      options.waitFor === undefined
        ? await lookAt(coordinator)
        : await waited(session, coordinator, { what: options.waitFor, seconds: options.timeout });
    await show(session, options.output as 'table', doctorObject(session, view), () =>
      doctorPage(session, view),
    );
    return isReached(view, options.waitFor ?? 'healthy') ? 0 : 3;
  });
}

/** Waits, and says so when it was in vain. */
async function waited(
  session: Session,
  coordinator: CoordinatorClient,
  wanted: { readonly what: Wanted; readonly seconds: number },
): Promise<StatusView> {
  const { what, seconds } = wanted;
  const reached = (view: StatusView) => isReached(view, what);
  const seen = await waitFor(session, coordinator, { reached, seconds });
  if (!reached(seen)) session.errors.write(`${say(session, 'doctor.waited', { ...wanted })}\n`);
  return seen;
}

/** On a terminal one page drawn again and again; elsewhere a page whenever it differs. */
async function watch(session: Session, coordinator: CoordinatorClient): Promise<ExitStatus> {
  const interrupted = session.interrupted();
  const screen = session.output.isTTY === true ? new LiveScreen(session.output) : undefined;
  let before = '';
  let healthy = false;
  try {
    while (!interrupted.aborted) {
      const view = await lookAt(coordinator);
      const page = doctorPage(session, view);
      healthy = view.healthy;
      if (screen !== undefined) screen.draw([], page.split('\n'));
      else if (page !== before) print(session, page);
      before = page;
      await session.clock.delay(lookEveryMs, interrupted).catch(() => undefined);
    }
  } finally {
    screen?.close();
  }
  if (screen !== undefined) print(session, before);
  return healthy ? 0 : 3;
}

/** Whatever keeps the question from being answered is UNKNOWN, which is 3 for Nagios. */
async function nagios(session: Session): Promise<ExitStatus> {
  try {
    const view = await withCoordinator(session, lookAt);
    const { line, status } = nagiosLine(session, view);
    print(session, line);
    return status;
  } catch (error) {
    if (!(error instanceof HapyError)) throw error;
    const parameters = Object.fromEntries(
      Object.entries(error.parameters).map(([name, value]) => [name, String(value)]),
    );
    const { text } = explainError({ code: error.code, parameters }, session.language);
    print(session, `HAPY UNKNOWN - ${error.code} ${text.replaceAll('|', '/')}`);
    return 3;
  }
}

function doctorObject(session: Session, view: StatusView) {
  return {
    healthy: view.healthy,
    atMs: view.atMs,
    leader: view.leader ?? null,
    provedAtMs: view.provedAtMs,
    passed: view.passedChecks,
    findings: view.findings.map((finding) => ({
      ...finding,
      ...explainError(
        { code: finding.code, parameters: { node: finding.node, ...finding.parameters } },
        session.language,
      ),
    })),
  };
}
