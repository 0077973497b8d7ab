import type { NodeState } from '../../observed.ts';
import { type HealthCheck, ofNode } from '../check.ts';

const dayMs = 24 * 60 * 60_000;
const mebibyte = 1024 * 1024;
/** oned stops writing, and a restore fails half-way, when the disk is full. */
const diskError = 0.03;
const diskWarning = 0.1;
const memoryWarning = 0.05;
/** Certificates of 30 days are renewed at half their life: a third left means that renewal fails. */
const certificateWarningMs = 10 * dayMs;
const certificateErrorMs = 2 * dayMs;

/** Does every node resolve the servers' names to their addresses. */
export const namesResolve: HealthCheck = {
  name: 'names',
  codes: ['HAPY-E665'],
  look: (view) =>
    view.states.flatMap(({ node, health }) =>
      (health?.names ?? []).flatMap(({ name, addresses }) => {
        const wanted = view.spec.nodes.find((each) => each.fqdn === name || each.name === name)?.address;
        if (wanted === undefined || addresses.includes(wanted)) return [];
        const found = addresses.join(', ') || '-';
        return [ofNode('HAPY-E665', 'error', node, `${name} → ${found}`, { name, found, wanted })];
      }),
    ),
};

/** Is there room on the disk, and room for one more copy of the database. */
export const diskHasRoom: HealthCheck = {
  name: 'disk',
  codes: ['HAPY-E667', 'HAPY-E668'],
  look: ({ states }) =>
    states.flatMap(({ node, health }) => {
      if (health === undefined || health.totalBytes === 0) return [];
      const { freeBytes, totalBytes, databaseBytes } = health;
      const share = freeBytes / totalBytes;
      const percent = String(Math.floor(share * 100));
      const free = mebibytes(freeBytes);
      const parameters = { percent, free };
      const seen = `${free} MiB (${percent} %)`;
      if (share < diskError) return [ofNode('HAPY-E667', 'error', node, seen, parameters)];
      const needed = 2 * databaseBytes;
      if (needed > freeBytes) {
        return [
          ofNode('HAPY-E668', 'warning', node, seen, { ...parameters, database: mebibytes(databaseBytes) }),
        ];
      }
      return share < diskWarning ? [ofNode('HAPY-E667', 'warning', node, seen, parameters)] : [];
    }),
};

/** Is there memory left: the kernel ends oned first. */
export const memoryHasRoom: HealthCheck = {
  name: 'memory',
  codes: ['HAPY-E682'],
  look: ({ states }) =>
    states.flatMap(({ node, health }) => {
      if (health === undefined || health.memoryTotalBytes === 0) return [];
      const share = health.memoryAvailableBytes / health.memoryTotalBytes;
      if (share >= memoryWarning) return [];
      const percent = String(Math.floor(share * 100));
      return [ofNode('HAPY-E682', 'warning', node, `${percent} %`, { percent })];
    }),
};

/** Has anything failed that a server needs beside oned. */
export const unitsRun: HealthCheck = {
  name: 'units',
  codes: ['HAPY-E694'],
  look: ({ states }) =>
    states.flatMap(({ node, health }) =>
      (health?.failedUnits ?? []).map((unit) => ofNode('HAPY-E694', 'warning', node, unit, { unit })),
    ),
};

/** Are the agents' certificates good for a while. */
export const certificatesLast: HealthCheck = {
  name: 'certificates',
  codes: ['HAPY-E669'],
  look: (view) =>
    view.states.flatMap((state: NodeState) => {
      const endsAtMs = state.health?.certificateExpiresAtMs ?? 0;
      const leftMs = endsAtMs - view.nowMs;
      if (endsAtMs === 0 || leftMs >= certificateWarningMs) return [];
      const days = String(Math.max(0, Math.floor(leftMs / dayMs)));
      const severity = leftMs < certificateErrorMs ? 'error' : 'warning';
      const at = new Date(endsAtMs).toISOString();
      return [ofNode('HAPY-E669', severity, state.node, at, { days, at })];
    }),
};

function mebibytes(bytes: number): string {
  return String(Math.floor(bytes / mebibyte));
}
