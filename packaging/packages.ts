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
  /** How big the .deb may be, checked when it is built as it is published. */
  readonly maxMegabytes?: number;
  /** Commands in the person's PATH and the program that each is. */
  readonly commands: Readonly<Record<string, string>>;
  /** Whether it brings the web console, which the gateway serves. */
  readonly console?: true;
  /** Commands that need words of ours before those of the person. */
  readonly wrapped?: { readonly words: string; readonly commands: Readonly<Record<string, string>> };
  readonly depends: (version: string) => string;
  /** More fields of DEBIAN/control. */
  readonly fields?: readonly string[];
  /** Folders of ours and where their files go, with the mode that they have there. */
  readonly placed?: readonly (readonly [from: string, to: string, mode: number])[];
  /** Without programs of a machine. */
  readonly architecture?: 'all';
  /** The folder for it below the one for all, when it is not for every server. */
  readonly apart?: string;
  readonly summary: string;
  /** Lines of at most 79 characters; an empty one parts paragraphs. */
  readonly description: readonly string[];
}

const doubles = ['oned', 'onedb', 'onezone', 'onehost', 'instance', 'reconfigure'];
const ofDouble = (program: string) => `sandbox/double/programs/${program}`;

export const packages: readonly PackageDefinition[] = [
  {
    name: 'hapy-agent',
    programs: ['agent/main', 'agent/helper/main', 'agent/helper/programs/program-wrapper'],
    shared: 'agent/shared',
    runtime: true,
    maxMegabytes: 45,
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
    console: true,
    depends: (version) => `hapy-agent (= ${version})`,
    summary: 'coordinator of a highly available OpenNebula cluster of Hâpy servers',
    description: [
      'Runs on the server of index 0: forms the cluster and looks after it by plans',
      'that are shown before they are carried out, issues the certificates of the',
      'servers, and brings hapyctl, the REST gateway and the web console.',
    ],
  },
  {
    name: 'eole-hapy-cluster',
    programs: [],
    shared: '',
    runtime: false,
    commands: {},
    // EOLE's own packaging puts the same folders in the same places (eole.mk).
    placed: [
      ['eole/dicos', 'usr/share/eole/creole/dicos', 0o644],
      ['eole/tmpl', 'usr/share/eole/creole/distrib', 0o644],
      ['eole/posttemplate', 'usr/share/eole/posttemplate', 0o755],
      ['eole/postservice', 'usr/share/eole/postservice', 0o755],
      ['eole/bastion', 'usr/share/eole/bastion/data', 0o755],
      ['eole/diagnose', 'usr/share/eole/diagnose', 0o755],
    ],
    depends: () => 'hapy-agent, creole, eole-one-master',
    architecture: 'all',
    apart: 'eole',
    summary: 'dictionary and templates of hapy-cluster for an EOLE server',
    description: [
      'Brings the family hapy_cluster into gen_config, writes the configuration of',
      'hapy-agent from it, declares its ports to the firewall of EOLE and keeps the',
      'configuration of oned in place through instance and reconfigure.',
    ],
  },
  {
    name: 'hapy-opennebula-double',
    programs: [
      ...[...doubles, 'creolelock', 'systemctl', 'follower-cleanup', 'prepare-machine'].map(ofDouble),
      'sandbox/container/main',
    ],
    shared: 'sandbox/shared',
    runtime: false,
    commands: {
      'hapy-opennebula-double': ofDouble('prepare-machine'),
      'hapy-container': 'sandbox/container/main',
    },
    wrapped: {
      words: '--root /',
      commands: {
        ...Object.fromEntries(doubles.map((program) => [program, ofDouble(program)])),
        CreoleLock: ofDouble('creolelock'),
      },
    },
    depends: () => 'hapy-agent, systemd, iproute2, iputils-arping',
    fields: [
      'Conflicts: opennebula, opennebula-server, opennebula-tools, eole-one-master',
      // What the package of the EOLE folder depends on.
      'Provides: creole, eole-one-master',
    ],
    apart: 'sandbox',
    summary: 'stand-in for OpenNebula and EOLE, for trials and tests',
    description: [
      'A machine with this package behaves towards hapy-agent as a Hâpy server: its',
      "oned speaks OpenNebula's XML-RPC and elects a leader with Raft, but there are",
      'no virtual machines. For containers and virtual machines that exist for',
      'nothing else; never for a server.',
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
    `Architecture: ${definition.architecture ?? made.architecture}`,
    `Maintainer: ${made.maintainer}`,
    `Installed-Size: ${made.installedKib}`,
    `Depends: ${definition.depends(made.version)}`,
    ...(definition.fields ?? []),
    'Section: admin',
    'Priority: optional',
    `Description: ${definition.summary}`,
    ...description,
  ].join('\n')}\n`;
}
