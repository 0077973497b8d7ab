import { execa } from 'execa';

/** Machines' networks around one switch, each in a namespace of its own: nothing of this machine's is touched. */
export class LabNetwork {
  readonly #prefix: string;
  readonly #names: string[] = [];

  private constructor(prefix: string) {
    this.#prefix = prefix;
  }

  static async create(prefix: string): Promise<LabNetwork> {
    const network = new LabNetwork(prefix);
    const { switchName } = network;
    await ip('netns', 'add', switchName);
    await ip(
      '-n',
      switchName,
      'link',
      'add',
      'br0',
      'type',
      'bridge',
      'stp_state',
      '0',
      'forward_delay',
      '0',
    );
    await ip('-n', switchName, 'link', 'set', 'br0', 'up');
    return network;
  }

  get switchName(): string {
    return `${this.#prefix}-switch`;
  }

  namespaceOf(name: string): string {
    return `${this.#prefix}-${name}`;
  }

  /** Pulls or plugs the switch's end of the cable to a namespace. */
  async setCable(name: string, state: 'up' | 'down'): Promise<void> {
    await ip('-n', this.switchName, 'link', 'set', `port-${name}`, state);
  }

  /** A namespace with eth0 and this address, plugged into the switch. Returns its path. */
  async plug(name: string, address: string): Promise<string> {
    const namespace = this.namespaceOf(name);
    await ip('netns', 'add', namespace);
    this.#names.push(namespace);
    const port = `port-${name}`;
    const ends = ['link', 'add', port, 'netns', this.switchName, 'type', 'veth', 'peer', 'name', 'eth0'];
    await ip(...ends, 'netns', namespace);
    await ip('-n', this.switchName, 'link', 'set', port, 'master', 'br0', 'up');
    await ip('-n', namespace, 'address', 'add', `${address}/24`, 'dev', 'eth0');
    for (const link of ['lo', 'eth0']) await ip('-n', namespace, 'link', 'set', link, 'up');
    return `/run/netns/${namespace}`;
  }

  /** The cable of a machine is plugged into another one: addresses that the old one had are gone. Returns its path. */
  async plugAnew(name: string, address: string): Promise<string> {
    const namespace = this.namespaceOf(name);
    await ip('-n', namespace, 'address', 'flush', 'dev', 'eth0');
    await ip('-n', namespace, 'address', 'add', `${address}/24`, 'dev', 'eth0');
    return `/run/netns/${namespace}`;
  }

  /** Pulls a machine's cable out of the switch, or puts it back. */
  async cable(name: string, state: 'up' | 'down'): Promise<void> {
    await ip('-n', this.switchName, 'link', 'set', `port-${name}`, state);
  }

  /** From now on the switch loses what comes from a machine, or what is meant for it; the other way stays open. */
  async losesFrames(name: string, way: 'from' | 'to'): Promise<void> {
    const end = way === 'from' ? 'iifname' : 'oifname';
    const rule = `type filter hook forward priority 0\n${end} "port-${name}" drop`;
    await this.#nft(`table bridge partition {\nchain forward {\n${rule}\n}\n}\n`);
  }

  /** It loses nothing any more. */
  async keepsFrames(): Promise<void> {
    await this.#nft('table bridge partition\ndelete table bridge partition\n');
  }

  async #nft(rules: string): Promise<void> {
    await execa('ip', ['netns', 'exec', this.switchName, 'nft', '-f', '-'], { input: rules });
  }

  /** The cables go with their namespaces; whoever runs in them must have ended. */
  async remove(): Promise<void> {
    for (const name of [...this.#names, this.switchName]) {
      await execa('ip', ['netns', 'del', name], { reject: false });
    }
  }
}

async function ip(...argv: string[]): Promise<void> {
  await execa('ip', argv);
}
