import { readFileSync, writeFileSync } from 'node:fs';

import { nodePaths } from '../../sandbox/double/node-paths.ts';
import { nodeLayout } from '../../sandbox/layout.ts';
import type { RealFounding } from './real-founding.ts';
import type { RealMachines } from './real-machines.ts';

/** One verb of the round, with what a person does before and after it. */
export interface Verb {
  readonly name: string;
  /** What is typed, and who votes while it is carried out. */
  prepare(): Promise<{ readonly words: readonly string[]; readonly voters: readonly string[] }>;
  /** Gives the names of the nodes from now on. */
  cleanUp(): Promise<readonly string[]>;
}

/** The verbs of a cluster's life, each for the cluster as it is when it is asked for. */
export class RealVerbs {
  readonly #cluster: RealFounding;
  readonly #machines: RealMachines;
  #nodes: readonly string[];
  #newest: number;

  constructor(cluster: RealFounding, machines: RealMachines) {
    this.#cluster = cluster;
    this.#machines = machines;
    this.#nodes = cluster.nodeNames;
    this.#newest = this.#nodes.length;
  }

  /** The cluster's nodes, in order. */
  get nodes(): readonly string[] {
    return this.#nodes;
  }

  /** Every node that is there or was. */
  get ever(): readonly string[] {
    return Array.from({ length: this.#newest }, (_, at) => `hapy${at + 1}`);
  }

  /** In the order in which each finds the cluster that it needs: three nodes, five, four, and three again. */
  get all(): readonly Verb[] {
    return [
      this.#plain('reconfigure', ['reconfigure']),
      { ...this.#plain('repair', ['repair']), prepare: () => this.#spoil() },
      this.#add(),
      this.#remove(),
      this.#removeDead(),
      this.#replace(),
      this.#replaceWith(),
    ];
  }

  /** The verb is done, and what it leaves behind is taken away. */
  async done(verb: Verb): Promise<void> {
    this.#nodes = await verb.cleanUp();
  }

  #plain(name: string, words: readonly string[]): Verb {
    return {
      name,
      prepare: () => Promise.resolve({ words, voters: this.#nodes }),
      cleanUp: () => Promise.resolve(this.#nodes),
    };
  }

  /** Somebody edits oned.conf of the last node. */
  #spoil() {
    const last = this.#nodes.at(-1) ?? '';
    const { onedConf } = nodePaths(nodeLayout(this.#cluster.layout, last).root);
    const text = readFileSync(onedConf, 'utf8');
    writeFileSync(onedConf, text.replace(/SERVER_ID\s*=\s*\d+/, 'SERVER_ID = 7'));
    return Promise.resolve({ words: ['repair'], voters: this.#nodes });
  }

  #add(): Verb {
    const names = [this.#newest + 1, this.#newest + 2].map((number) => `hapy${number}`);
    return {
      name: 'add',
      prepare: async () => {
        const voters = this.#nodes;
        const list = [...voters, ...names];
        const places: string[] = [];
        for (const name of names) places.push(await this.#machines.bring(name, list));
        return { words: ['node', 'add', ...places], voters };
      },
      cleanUp: () => {
        this.#newest += names.length;
        return Promise.resolve([...this.#nodes, ...names]);
      },
    };
  }

  #remove(): Verb {
    return this.#leaving('remove', () => Promise.resolve([]));
  }

  #removeDead(): Verb {
    return this.#leaving('remove --dead', async (name) => {
      await this.#machines.break(name);
      return ['--dead', '--fenced', `${name}: power cut`];
    });
  }

  #leaving(name: string, before: (node: string) => Promise<readonly string[]>): Verb {
    const leaver = () => this.#nodes.at(-1) ?? '';
    return {
      name,
      prepare: async () => {
        const [node, voters] = [leaver(), this.#nodes];
        const more = await before(node);
        return { words: ['node', 'remove', node, ...more], voters };
      },
      cleanUp: async () => {
        const [node, list] = [leaver(), this.#nodes.slice(0, -1)];
        await this.#machines.takeAway(node, list);
        return list;
      },
    };
  }

  /** Another machine under the old name. */
  #replace(): Verb {
    return {
      name: 'replace',
      prepare: async () => {
        const node = this.#nodes.at(-1) ?? '';
        await this.#machines.break(node);
        return { words: ['node', 'replace', node, '--fenced', `${node}: power cut`], voters: this.#nodes };
      },
      cleanUp: () => Promise.resolve(this.#nodes),
    };
  }

  /** Another machine under a name of its own, in the same place of the list. */
  #replaceWith(): Verb {
    const name = `hapy${this.#newest + 1}`;
    const old = () => this.#nodes[1] ?? '';
    const list = () => this.#nodes.map((each) => (each === old() ? name : each));
    return {
      name: 'replace --with',
      prepare: async () => {
        const place = await this.#machines.bring(name, list());
        await this.#machines.break(old());
        const words = ['node', 'replace', old(), '--with', place, '--fenced', `${old()}: power cut`];
        return { words, voters: this.#nodes };
      },
      cleanUp: async () => {
        const [gone, stay] = [old(), list()];
        this.#newest += 1;
        await this.#machines.takeAway(gone, stay);
        return stay;
      },
    };
  }
}
