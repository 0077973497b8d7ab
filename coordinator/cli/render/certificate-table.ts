import type { Certificate } from '../../../services/rpc/gen/hapy/coordinator/v1/trust.ts';
import { say, type Session } from '../session.ts';
import { localTime } from './local-time.ts';
import { renderTable } from './table.ts';

const dayMs = 24 * 60 * 60_000;

/** Certificates with the life that they have left, and the words that people compare. */
export function certificateTable(
  session: Session,
  certificates: readonly Certificate[],
  nowMs: number,
): string {
  const columns = ['column.holder', 'column.state', 'column.left', 'column.until', 'column.words'] as const;
  const rows = certificates.map(({ holder, state, notAfterMs, words }) => {
    const leftMs = Number(notAfterMs) - nowMs;
    const days = Math.max(0, Math.floor(leftMs / dayMs));
    return [
      holder,
      stateText(session, state),
      leftMs <= 0 || state === 'revoked' ? '–' : say(session, 'value.days', { days }),
      localTime(Number(notAfterMs)).slice(0, 16),
      words,
    ];
  });
  return renderTable(
    columns.map((key) => ({ title: say(session, key), align: 'left' as const })),
    rows,
    '  ',
  );
}

const states = ['valid', 'expired', 'waiting', 'revoked'] as const;

function stateText(session: Session, state: string): string {
  const known = states.find((each) => each === state);
  return known === undefined ? state : say(session, `value.cert.${known}`);
}
