import { writeBytes } from '../../trust/write-bytes.ts';
import { withCoordinator } from '../coordinator-client.ts';
import { type BundleEntry, makeSupportBundle } from '../support-bundle.ts';
import { type ExitStatus, print, say, type Session } from '../session.ts';
import { withTrust } from '../trust-client.ts';

const eventsMax = 5_000;
const runsMax = 50;
const auditMax = 2_000;

/**
 * Writes what somebody needs who is to help, without a secret: state, findings, events, runs with their plans,
 * metrics, certificates and the audit. Mode 0600, for names and addresses are nobody's business either.
 *
 * @throws HapyError HAPY-E152 the file cannot be written
 */
export async function supportBundle(
  session: Session,
  { out }: { readonly out: string },
): Promise<ExitStatus> {
  const left = session.interrupted();
  const content = await withCoordinator(session, async (coordinator) => {
    const gather = async <T>(items: AsyncIterable<T>) => {
      const all: T[] = [];
      for await (const item of items) all.push(item);
      return all;
    };
    const events = { after: 0n, stream: '', newest: eventsMax, follow: false };
    const entries: BundleEntry[] = [
      { name: 'status.json', ask: () => coordinator.status() },
      { name: 'events.json', ask: () => gather(coordinator.watchEvents(events, left)) },
      {
        name: 'runs.json',
        ask: async () =>
          Promise.all((await coordinator.runs(runsMax)).map(({ runId }) => coordinator.run(runId))),
      },
      { name: 'metrics.prom', ask: () => coordinator.metrics() },
      {
        name: 'certificates.json',
        ask: () => withTrust(session, (trust) => trust.certificates()),
      },
      {
        name: 'audit.jsonl',
        ask: () =>
          withTrust(session, async (trust) =>
            (await gather(trust.readAudit('', auditMax))).flatMap(({ lines }) => lines).join('\n'),
          ),
      },
    ];
    return makeSupportBundle(entries, session.clock.now());
  });
  await writeBytes(out, content);
  print(session, say(session, 'support.written', { file: out, size: Math.ceil(content.length / 1024) }));
  return 0;
}
