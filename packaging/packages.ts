import type { Architecture } from './runtime.ts';

/** What one Debian package is made of, beside the files of the folder that has its name. */
export interface PackageDefinition {
  readonly name: string;
  /** Programs of ours by their place in the checkout. */
  readonly programs: readonly string[];
  /** The folder below /usr/lib/hapy for what these programs share. */
  readonly shared: string;
  /** Whether it brings the runtime, of which a machine has one. */
  readonly runtime: boolean;
  /** Commands in the person's PATH and the program that each is. */
  readonly commands: Readonly<Record<string, string>>;
  readonly depends: (version: string) => string;
  readonly summary: string;
  /** Lines of at most 79 characters; an empty one parts paragraphs. */
  readonly description: readonly string[];
}

export const packages: readonly PackageDefinition[] = [
  {
    name: 'hapy-agent',
    programs: ['agent/main', 'agent/helper/main', 'agent/helper/programs/program-wrapper'],
    shared: 'agent/shared',
    runtime: true,
    commands: { 'hapy-agent': 'agent/main', 'hapy-helper': 'agent/helper/main' },
    // The runtime's own needs; systemd-sysusers and transient units with --collect are older than both systems.
    depends: () => 'libc6 (>= 2.28), libgcc-s1 | libgcc1, libstdc++6 (>= 8), systemd (>= 241), iproute2',
    summary: 'node of a highly available OpenNebula cluster of Hâpy servers',
    description: [
      'Runs on every server of the cluster: an agent without privileges that offers',
      'typed operations over mutual TLS, a helper that does the few things which',
      "need root, and the guard of oned's start. It brings its own runtime.",
      '',
      'Nothing happens on a server before it has joined: hapy-agent join.',
    ],
  },
  {
    name: 'hapy-coordinator',
    programs: ['coordinator/main', 'coordinator/cli/main', 'gateway/main'],
    shared: 'coordinator/shared',
    runtime: false,
    commands: {
      'hapy-coordinator': 'coordinator/main',
      hapyctl: 'coordinator/cli/main',
      'hapy-gateway': 'gateway/main',
    },
    depends: (version) => `hapy-agent (= ${version})`,
    summary: 'coordinator of a highly available OpenNebula cluster of Hâpy servers',
    description: [
      'Runs on the server of index 0: forms the cluster and looks after it by plans',
      'that are shown before they are carried out, issues the certificates of the',
      'servers, and brings hapyctl, the REST gateway and the web console.',
    ],
  },
];

/** The text of DEBIAN/control. `installedKib` is the sum of the installed files. */
export function controlOf(
  definition: PackageDefinition,
  made: {
    readonly version: string;
    readonly architecture: Architecture;
    readonly installedKib: number;
    readonly maintainer: string;
  },
): string {
  const description = definition.description.map((line) => (line === '' ? ' .' : ` ${line}`));
  return `${[
    `Package: ${definition.name}`,
    `Version: ${made.version}`,
    `Architecture: ${made.architecture}`,
    `Maintainer: ${made.maintainer}`,
    `Installed-Size: ${made.installedKib}`,
    `Depends: ${definition.depends(made.version)}`,
    'Section: admin',
    'Priority: optional',
    `Description: ${definition.summary}`,
    ...description,
  ].join('\n')}\n`;
}
