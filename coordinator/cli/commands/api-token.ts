import { createSecretFile } from '../new-secret-file.ts';
import { localTime } from '../render/local-time.ts';
import { show } from '../render/show.ts';
import { renderTable } from '../render/table.ts';
import { type ExitStatus, type OutputFormat, print, say, type Session } from '../session.ts';
import { withTrust } from '../trust-client.ts';

export interface CreateApiTokenOptions {
  readonly name: string;
  readonly scope: string;
  /** Seconds. */
  readonly expires: number;
  readonly out?: string;
  readonly output: OutputFormat;
}

/**
 * Makes an API token and hands it out once: on the screen, or in a new file of mode 0600.
 *
 * @throws HapyError HAPY-E765, HAPY-E766, HAPY-E770, HAPY-E262 the file exists or cannot be made
 */
export async function createApiToken(session: Session, options: CreateApiTokenOptions): Promise<ExitStatus> {
  const { name, scope, expires, out: file, output } = options;
  const writer = file === undefined ? undefined : await createSecretFile(file);
  try {
    const made = await withTrust(session, (trust) => trust.createApiToken(name, scope, expires));
    const expiresAtMs = Number(made.expiresAtMs);
    const until = minute(expiresAtMs);
    const about = { name, scope, tokenId: made.tokenId, expiresAtMs };
    if (writer === undefined || file === undefined) {
      await show(session, output, { ...about, token: made.token }, () => made.token);
      // Beside the token rather than after it, so that `> file` holds the token alone.
      if (output === 'table') session.errors.write(`${say(session, 'api-token.once', { scope, until })}\n`);
    } else {
      await writer.write(`${made.token}\n`);
      await show(session, output, { ...about, file }, () =>
        say(session, 'api-token.written', { name, scope, file, until }),
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

/** The API tokens there are, never their content. */
export async function listApiTokens(
  session: Session,
  { output }: { readonly output: OutputFormat },
): Promise<ExitStatus> {
  const tokens = await withTrust(session, (trust) => trust.apiTokens());
  const objects = tokens.map((token) => ({
    ...token,
    createdAtMs: Number(token.createdAtMs),
    expiresAtMs: Number(token.expiresAtMs),
    lastUsedAtMs: Number(token.lastUsedAtMs),
  }));
  await show(session, output, { apiTokens: objects }, () => {
    if (objects.length === 0) return say(session, 'api-token.none');
    const columns = ['token', 'name', 'scope', 'state', 'until', 'used', 'by'] as const;
    const rows = objects.map((token) => [
      ...[token.tokenId, token.name, token.scope, stateText(session, token.state)],
      minute(token.expiresAtMs),
      token.lastUsedAtMs === 0 ? say(session, 'value.never') : minute(token.lastUsedAtMs),
      token.createdBy,
    ]);
    const titles = columns.map((key) => ({ title: say(session, `column.${key}`), align: 'left' as const }));
    return renderTable(titles, rows, '  ');
  });
  return 0;
}

/**
 * By its id, or by the name of a valid one.
 *
 * @throws HapyError HAPY-E769
 */
export async function revokeApiToken(session: Session, idOrName: string): Promise<ExitStatus> {
  const name = await withTrust(session, async (trust) => {
    const named = (await trust.apiTokens()).find(
      (token) => token.name === idOrName && token.state === 'valid',
    );
    return trust.revokeApiToken(named?.tokenId ?? idOrName);
  });
  print(session, say(session, 'api-token.revoked', { name }));
  return 0;
}

function minute(atMs: number): string {
  return localTime(atMs).slice(0, 16);
}

const states = ['valid', 'expired', 'revoked'] as const;

function stateText(session: Session, state: string): string {
  const known = states.find((each) => each === state);
  return known === undefined ? state : say(session, `value.api-token.${known}`);
}
