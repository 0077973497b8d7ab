import { withCoordinator } from '../coordinator-client.ts';
import { createSecretFile } from '../new-secret-file.ts';
import { durationText } from '../../../services/wording/duration.ts';
import { show } from '../render/show.ts';
import { renderTable } from '../render/table.ts';
import { type ExitStatus, type OutputFormat, print, say, type Session } from '../session.ts';

/** Makes one join token for one node and hands it out once: on the screen, or in a new file of mode 0600. */
export async function createToken(
  session: Session,
  node: string,
  options: { readonly ttl: number; readonly out?: string; readonly output: OutputFormat },
): Promise<ExitStatus> {
  const file = options.out;
  const writer = file === undefined ? undefined : await createSecretFile(file);
  try {
    const made = await withCoordinator(session, (coordinator) =>
      coordinator.createToken(node, options.ttl * 60),
    );
    const expiresAtMs = Number(made.expiresAtMs);
    const duration = durationText(
      Math.round((expiresAtMs - session.clock.now()) / 1000) * 1000,
      session.language,
    );
    const about = { node, tokenId: made.tokenId, expiresAtMs };
    if (writer === undefined || file === undefined) {
      await show(session, options.output, { ...about, token: made.token }, () => made.token);
      // Beside the token rather than after it, so that `hapyctl token create N > file` holds the token alone.
      if (options.output === 'table')
        session.errors.write(`${say(session, 'token.expires', { node, duration })}\n`);
    } else {
      await writer.write(`${made.token}\n`);
      await show(session, options.output, { ...about, file }, () =>
        say(session, 'token.written', { node, file, duration }),
      );
    }
    return 0;
  } catch (error) {
    await writer?.discard();
    throw error;
  } finally {
    await writer?.close();
  }
}

/** The tokens there are, never their content. */
export async function listTokens(
  session: Session,
  options: { readonly output: OutputFormat },
): Promise<ExitStatus> {
  const tokens = await withCoordinator(session, (coordinator) => coordinator.tokens());
  const objects = tokens.map((token) => ({ ...token, expiresAtMs: Number(token.expiresAtMs) }));
  await show(session, options.output, { tokens: objects }, () => {
    if (tokens.length === 0) return say(session, 'token.none');
    const rows = objects.map(({ tokenId, node, status, expiresAtMs, words }) => [
      tokenId,
      node,
      statusText(session, status),
      expiryText(session, expiresAtMs),
      words,
    ]);
    return renderTable(
      [
        { title: say(session, 'column.token'), align: 'left' },
        { title: say(session, 'column.node'), align: 'left' },
        { title: say(session, 'column.status'), align: 'left' },
        { title: say(session, 'column.expires'), align: 'left' },
        { title: say(session, 'column.words'), align: 'left' },
      ],
      rows,
      '  ',
    );
  });
  return 0;
}

const statuses = ['open', 'reserved', 'consumed', 'revoked', 'expired'] as const;

function statusText(session: Session, status: string): string {
  const known = statuses.find((each) => each === status);
  return known === undefined ? status : say(session, `value.token.${known}`);
}

function expiryText(session: Session, expiresAtMs: number): string {
  const leftMs = expiresAtMs - session.clock.now();
  const duration = durationText(Math.round(Math.abs(leftMs) / 1000) * 1000, session.language);
  return leftMs < 0 ? say(session, 'value.ago', { duration }) : say(session, 'value.in', { duration });
}

export async function revokeToken(session: Session, id: string): Promise<ExitStatus> {
  await withCoordinator(session, (coordinator) => coordinator.revokeToken(id));
  print(session, say(session, 'token.revoked', { token: id }));
  return 0;
}
