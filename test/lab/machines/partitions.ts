import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

import { newestRun, succeed } from './cluster-facts.ts';
import type { HapyServers } from './hapy-servers.ts';
import type { LabMachine, Ran } from './lab-machine.ts';
import { until } from './until.ts';
import { ZoneWriters } from './zone-writers.ts';

const addresses = { hapy1: '192.168.0.116', hapy2: '192.168.0.117', hapy3: '192.168.0.118' };
/** A cable that is loose: so often, and for so long each time. */
const flaps = 6;
const flapMs = 1_200;
/** A step of the run waits a minute for all servers to be in sync, on a busy machine more than once. */
const resumedWithinMs = 8 * 60_000;

/**
 * The ways in which a network may break, one after the other on one formed cluster, while people write to the zone from
 * all sides. After each it is whole again; in the end no write that was acknowledged is lost, and there is one history.
 */
export function survivesPartitions(cluster: () => HapyServers): void {
  describe('a partition', () => {
    let servers: HapyServers;
    let writers: ZoneWriters;
    const hapyctl = (...words: string[]) => servers.hapyctl(...words, '--lang', 'en');

    before(async () => {
      servers = cluster();
      writers = await ZoneWriters.start(servers, addresses);
      await writesGoOn();
    });
    after(() => writers?.stop());

    /** A cut has no end of its own: writes after it show that somebody leads, whom they reach. */
    async function writesGoOn(): Promise<void> {
      const before = writers.acknowledged;
      await until('somebody can write', () => Promise.resolve(writers.acknowledged > before + 3));
    }

    /** Who leads as the servers see it that are not cut off. */
    async function leader(besides?: LabMachine): Promise<LabMachine> {
      const asked = servers.machines.find((machine) => machine !== besides) as LabMachine;
      let found: LabMachine | undefined;
      await until(`somebody leads besides ${besides?.name ?? 'nobody'}`, async () => {
        const { output } = await asked.run('onezone', 'show', '0');
        const [, name] = /^ *\d+ (hapy\d)\S* +leader /m.exec(output) ?? [];
        found = servers.machines.find((machine) => machine.name === name);
        return found !== undefined && found !== besides;
      });
      return found as LabMachine;
    }

    const follower = async (): Promise<LabMachine> => {
      const leading = await leader();
      const found = servers.machines.find((machine) => machine !== leading && machine.name !== 'hapy1');
      return found as LabMachine;
    };

    /** The errors that doctor tells, besides the elections that were held: those it remembers for five minutes. */
    async function errors(): Promise<readonly string[]> {
      const { output } = await hapyctl('doctor', '-o', 'json');
      const { findings } = JSON.parse(output) as { findings: { code: string; severity: string }[] };
      return findings.flatMap(({ code, severity }) =>
        severity === 'error' && code !== 'HAPY-E649' ? [code] : [],
      );
    }

    /** Nothing is wrong any more. What oned has applied and never committed is put right by `repair` (HAPY-E657). */
    async function whole(): Promise<void> {
      await writesGoOn();
      let found: readonly string[] = [];
      const isWhole = async () => (found = await errors()).length === 0;
      await until('nothing is wrong', isWhole).catch(async (error: unknown) => {
        if (!found.includes('HAPY-E657'))
          throw new Error(`${String(error)}: ${found.join(', ')}`, { cause: error });
        await succeed(hapyctl('repair', '--yes'));
        await until('nothing is wrong after a repair', isWhole);
      });
    }

    /** A run that has begun, and its end: what people write to the zone meanwhile refuses no plan. */
    async function underWay(...words: string[]): Promise<{ readonly ended: Promise<Ran> }> {
      const before = await newestRun(servers);
      const ended = hapyctl(...words);
      let told: Ran | undefined;
      void ended.then((ran) => (told = ran));
      await until('the run is under way, or refused', async () => {
        return told !== undefined || (await newestRun(servers)).runId !== before.runId;
      });
      assert.equal(told, undefined);
      return { ended };
    }

    const unplugged = async (machine: LabMachine, meanwhile: () => Promise<void>): Promise<void> => {
      await servers.setCable(machine.name, 'down');
      await meanwhile();
      await servers.setCable(machine.name, 'up');
    };

    const losing = async (machine: LabMachine, way: 'from' | 'to', meanwhile: () => Promise<void>) => {
      await servers.losesFrames(machine.name, way);
      await meanwhile();
      await servers.keepsFrames();
    };

    it('of the leader: another leads, and what the old one is told is not acknowledged', async () => {
      const old = await leader();
      await unplugged(old, async () => {
        await leader(old);
        await writesGoOn();
      });
      await whole();
    });

    it('of the coordinator in the middle of a run: it stops with the name of a node, and is resumed', async () => {
      const asked = await underWay('reconfigure', '--yes');
      await unplugged(servers.server(1), async () => {
        const { status, output } = await asked.ended;
        assert.equal(status, 4, output);
        assert.match(output, /hapy[23][^]*HAPY-E\d{3}/);
        assert.equal((await newestRun(servers)).status, 'partial');
      });
      const isResumed = async () => {
        await hapyctl('run', 'resume', '--yes');
        return (await newestRun(servers)).status === 'succeeded';
      };
      await until('it is resumed', isResumed, resumedWithinMs);
      await whole();
    });

    it('of a minority: it is missed, and nothing is begun that would stop another', async () => {
      const victim = await follower();
      await unplugged(victim, async () => {
        await until('it is missed', async () => {
          const { output } = await hapyctl('doctor', '-o', 'json');
          return output.includes('HAPY-E600');
        });
        const { runId } = await newestRun(servers);
        const refused = await hapyctl('reconfigure', '--yes');
        assert.notEqual(refused.status, 0, refused.output);
        assert.match(
          refused.output,
          new RegExp(`${victim.name}[^]*HAPY-E\\d{3}|HAPY-E\\d{3}[^]*${victim.name}`),
        );
        assert.equal((await newestRun(servers)).runId, runId, 'no run was begun');
        await writesGoOn();
      });
      await whole();
    });

    it('one way only: the leader hears everybody, and nobody hears it', async () => {
      const old = await leader();
      await losing(old, 'from', async () => {
        await leader(old);
        await writesGoOn();
      });
      await whole();
    });

    it('one way only: a follower is heard by everybody, and hears nobody', async () => {
      const victim = await follower();
      await losing(victim, 'to', async () => {
        await until('it is missed', async () =>
          (await hapyctl('doctor', '-o', 'json')).output.includes('HAPY-E600'),
        );
      });
      await whole();
    });

    it('that comes and goes: the cable of the leader is loose', async () => {
      const { name } = await leader();
      for (let flap = 0; flap < flaps; flap += 1) {
        await servers.setCable(name, 'down');
        await delay(flapMs);
        await servers.setCable(name, 'up');
        await delay(flapMs);
      }
      await whole();
    });

    it('has lost no write that was acknowledged, and left one history', async () => {
      await writers.stop();
      await until('nothing is wrong', async () => (await errors()).length === 0);
      writers.assertKept();
      const { output } = await servers.server(1).run('onezone', 'show', '0');
      const names = [...output.matchAll(/^ *\d+ (hapy\d)\S* +(?:leader|follower) /gm)].map(
        ([, name]) => name,
      );
      assert.deepEqual(names.sort(), ['hapy1', 'hapy2', 'hapy3'], output);
    });
  });
}
