import { readFileSync } from 'node:fs';
import { attributeOf, parseTemplate, type Template, textOf } from '../conf/template.ts';

export interface Hook {
  readonly command: string;
  readonly arguments: readonly string[];
}

/** What the double takes from oned.conf; the rest of the file is kept for one.system.config. */
export interface OnedConfiguration {
  readonly template: Template;
  readonly port: number;
  readonly listenAddress: string;
  readonly serverId: number;
  readonly electionTimeoutMs: number;
  readonly broadcastTimeoutMs: number;
  /** 0 waits for ever. */
  readonly xmlrpcTimeoutMs: number;
  readonly leaderHook: Hook | undefined;
  readonly followerHook: Hook | undefined;
}

/** Reads oned.conf; where a key is missing, oned's built-in default holds (opennebula.md section 2). */
export function readOnedConfiguration(path: string): OnedConfiguration {
  const template = parseTemplate(readFileSync(path, 'utf8'));
  const number = (fallback: number, name: string, key?: string) => {
    const value = Number(textOf(template, name, key) ?? fallback);
    return Number.isFinite(value) ? value : fallback;
  };
  return {
    template,
    port: number(2633, 'PORT'),
    listenAddress: textOf(template, 'LISTEN_ADDRESS') ?? '0.0.0.0',
    serverId: number(-1, 'FEDERATION', 'SERVER_ID'),
    electionTimeoutMs: number(2500, 'RAFT', 'ELECTION_TIMEOUT_MS'),
    broadcastTimeoutMs: number(500, 'RAFT', 'BROADCAST_TIMEOUT_MS'),
    xmlrpcTimeoutMs: number(100, 'RAFT', 'XMLRPC_TIMEOUT_MS'),
    leaderHook: hookOf(template, 'RAFT_LEADER_HOOK'),
    followerHook: hookOf(template, 'RAFT_FOLLOWER_HOOK'),
  };
}

function hookOf(template: Template, name: string): Hook | undefined {
  if (attributeOf(template, name) === undefined) return undefined;
  const command = textOf(template, name, 'COMMAND') ?? '';
  if (command === '') return undefined;
  const words = (textOf(template, name, 'ARGUMENTS') ?? '').split(/\s+/).filter((word) => word !== '');
  return { command, arguments: words };
}
