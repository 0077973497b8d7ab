import { execFile } from 'node:child_process';

/** Node has no datagram sockets, so systemd is told by its own program, which the unit must allow (NotifyAccess=all). */
const systemdNotify = '/usr/bin/systemd-notify';
const notifyTimeoutMs = 5_000;

/** Descriptor of the first socket that systemd passes (sd_listen_fds(3)). */
const firstPassedDescriptor = 3;

/**
 * Tells whoever started us that we serve: the sandbox over the channel of a child, systemd by its
 * notification. Where the unit has WatchdogSec, it hears of us from now on twice in that time; a program whose
 * event loop stands still falls silent and is started anew.
 */
export function tellReady(): void {
  if (process.connected) process.send?.({ ready: true });
  // The one who started us may go away; the program goes on, as a daemon does.
  if (process.connected) process.channel?.unref();
  if (process.env['NOTIFY_SOCKET'] === undefined) return;
  notify(`--pid=${process.pid}`, '--ready');
  const watchdogUs = Number(process.env['WATCHDOG_USEC'] ?? 0);
  if (watchdogUs > 0) setInterval(() => notify('WATCHDOG=1'), watchdogUs / 2000).unref();
}

/** A line that systemd shows with the unit's status; an empty one takes the line away. */
export function tellStatus(text: string): void {
  if (process.env['NOTIFY_SOCKET'] !== undefined) notify(`--status=${text}`);
}

function notify(...argv: string[]): void {
  // A lost notification has its own consequence: systemd's timeout, which it logs.
  execFile(systemdNotify, argv, { timeout: notifyTimeoutMs }, () => undefined);
}

/** The listening socket that systemd made for this very process, if it made one. */
export function passedSocket(): number | undefined {
  const { LISTEN_PID: pid, LISTEN_FDS: count } = process.env;
  return pid === String(process.pid) && Number(count) >= 1 ? firstPassedDescriptor : undefined;
}
