import { execa } from 'execa';

/** Two network namespaces with one cable between them; root only. */
export class TwoNetworks {
  /** The name of the cable's end in each of them. */
  static readonly cable = 'hapy0';
  readonly coordinatorAddress = '10.98.7.11';
  readonly #names = [`hapy-c-${process.pid}`, `hapy-n-${process.pid}`] as const;

  static async create(): Promise<TwoNetworks> {
    const networks = new TwoNetworks();
    const [coordinator, node] = networks.#names;
    const { cable, coordinatorAddress } = { cable: TwoNetworks.cable, ...networks };
    try {
      for (const name of networks.#names) await ip('netns', 'add', name);
      await ip(
        'link',
        'add',
        cable,
        'netns',
        coordinator,
        'type',
        'veth',
        'peer',
        'name',
        cable,
        'netns',
        node,
      );
      await ip('-n', coordinator, 'addr', 'add', `${coordinatorAddress}/24`, 'dev', cable);
      await ip('-n', node, 'addr', 'add', '10.98.7.202/24', 'dev', cable);
      for (const name of networks.#names) {
        await ip('-n', name, 'link', 'set', 'lo', 'up');
        await ip('-n', name, 'link', 'set', cable, 'up');
      }
      return networks;
    } catch (error) {
      await networks.remove();
      throw error;
    }
  }

  /** What a program is started with to be in one of them. */
  get inCoordinators(): readonly string[] {
    return ['ip', 'netns', 'exec', this.#names[0]];
  }

  get inNodes(): readonly string[] {
    return ['ip', 'netns', 'exec', this.#names[1]];
  }

  /** Pulls or plugs one end of the cable. */
  async setCable(end: 'coordinator' | 'node', state: 'up' | 'down'): Promise<void> {
    const name = this.#names[end === 'coordinator' ? 0 : 1];
    await ip('-n', name, 'link', 'set', TwoNetworks.cable, state);
  }

  /** A firewall on the coordinator's machine that answers so to who calls its port. */
  async reject(port: number, answer: string): Promise<void> {
    const rules = `table inet hapy {
      chain input {
        type filter hook input priority 0;
        tcp dport ${port} reject with ${answer}
      }
    }`;
    await this.#nft(rules);
  }

  async accept(): Promise<void> {
    await this.#nft('delete table inet hapy');
  }

  /** The cable goes with them; whoever runs in them must have ended. */
  async remove(): Promise<void> {
    for (const name of this.#names) await execa('ip', ['netns', 'del', name], { reject: false });
  }

  async #nft(rules: string): Promise<void> {
    await execa('ip', ['netns', 'exec', this.#names[0], 'nft', '-f', '-'], { input: `${rules}\n` });
  }
}

async function ip(...argv: string[]): Promise<void> {
  await execa('ip', argv);
}
