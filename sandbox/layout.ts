import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where everything of a sandbox lies under its directory (design section 5, hapyctl). */
export interface SandboxLayout {
  readonly directory: string;
  /** What the sandbox consists of; its presence makes the directory ours to remove. */
  readonly record: string;
  readonly logs: string;
  readonly pids: string;
  readonly clusterYaml: string;
  readonly coordinatorConfig: string;
  readonly coordinatorState: string;
  readonly gatewayConfig: string;
  readonly gatewayState: string;
  readonly lan: string;
  readonly nodes: string;
  /** Sockets and claims: in the directory, or in a short folder of the same user when its path is too long. */
  readonly sockets: string;
}

export interface NodeLayout {
  readonly directory: string;
  readonly root: string;
  readonly agentConfig: string;
  readonly helperConfig: string;
  readonly agentState: string;
  readonly helperState: string;
  readonly helperSocket: string;
}

/** A unix socket's path has room for 107 bytes; design section 5 leaves some of them to the systems that have less. */
const socketPathBytesMax = 100;

const longestSocketName = 'helper-hapy999.sock';

export function sandboxLayout(directory: string): SandboxLayout {
  return {
    directory,
    record: join(directory, 'sandbox.json'),
    logs: join(directory, 'logs'),
    pids: join(directory, 'run'),
    clusterYaml: join(directory, 'cluster.yaml'),
    coordinatorConfig: join(directory, 'coordinator/coordinator.yaml'),
    coordinatorState: join(directory, 'coordinator/state'),
    gatewayConfig: join(directory, 'gateway/gateway.yaml'),
    gatewayState: join(directory, 'gateway/state'),
    lan: join(directory, 'lan'),
    nodes: join(directory, 'nodes'),
    sockets: socketDirectory(directory),
  };
}

function socketDirectory(directory: string): string {
  const inside = join(directory, 'run');
  if (Buffer.byteLength(join(inside, longestSocketName)) <= socketPathBytesMax) return inside;
  const name = createHash('sha256').update(directory).digest('hex').slice(0, 12);
  return join(process.env['XDG_RUNTIME_DIR'] ?? tmpdir(), `hapy-${name}`);
}

export function nodeLayout(sandbox: SandboxLayout, name: string): NodeLayout {
  const directory = join(sandbox.nodes, name);
  return {
    directory,
    root: join(directory, 'root'),
    agentConfig: join(directory, 'agent.yaml'),
    helperConfig: join(directory, 'helper.yaml'),
    agentState: join(directory, 'state/agent'),
    helperState: join(directory, 'state/helper'),
    helperSocket: join(sandbox.sockets, `helper-${name}.sock`),
  };
}
