import type { Found } from './finding.ts';

/** What follows from a finding: on the same node, and anywhere in the zone. */
interface Consequences {
  readonly node?: readonly string[];
  readonly zone?: readonly string[];
}

const serverDown = [
  'HAPY-E640',
  'HAPY-E641',
  'HAPY-E687',
  'HAPY-E642',
  'HAPY-E643',
  'HAPY-E646',
  'HAPY-E647',
  'HAPY-E648',
];
const serverMissing = [...serverDown, 'HAPY-E658', 'HAPY-E660', 'HAPY-E661', 'HAPY-E662', 'HAPY-E689'];
const elections = [
  'HAPY-E641',
  'HAPY-E687',
  'HAPY-E642',
  'HAPY-E643',
  'HAPY-E646',
  'HAPY-E647',
  'HAPY-E648',
  'HAPY-E649',
  'HAPY-E650',
];
const onedSilent = ['HAPY-E670', 'HAPY-E671', 'HAPY-E672', 'HAPY-E673', 'HAPY-E674', 'HAPY-E675'];

const serverDownHere: Consequences = { node: ['HAPY-E658', 'HAPY-E662', 'HAPY-E665'], zone: serverMissing };

/** What is missing of the storage where a server is. */
const storageMissing = ['HAPY-E840', 'HAPY-E842', 'HAPY-E843', 'HAPY-E844'];

const nodeSilent: Consequences = { node: ['HAPY-E683'], zone: [...serverMissing, ...storageMissing] };

/** By code, what a cause explains. Whoever repairs the cause need not look at these. */
const consequences: Readonly<Record<string, Consequences>> = {
  'HAPY-E600': nodeSilent,
  'HAPY-E630': nodeSilent,
  'HAPY-E850': { node: ['HAPY-E847'], zone: storageMissing },
  'HAPY-E840': { zone: ['HAPY-E842', 'HAPY-E843', 'HAPY-E844'] },
  'HAPY-E841': { zone: ['HAPY-E844', 'HAPY-E852'] },
  'HAPY-E842': { zone: ['HAPY-E843', 'HAPY-E844'] },
  'HAPY-E843': { zone: ['HAPY-E844', 'HAPY-E847'] },
  'HAPY-E604': { node: onedSilent, zone: serverMissing },
  'HAPY-E610': { node: onedSilent, zone: serverMissing },
  'HAPY-E601': { zone: ['HAPY-E661'] },
  'HAPY-E602': { zone: ['HAPY-E640', 'HAPY-E642', 'HAPY-E651', 'HAPY-E660', 'HAPY-E661'] },
  'HAPY-E605': {
    node: ['HAPY-E644', 'HAPY-E655', 'HAPY-E658', 'HAPY-E688'],
    zone: [...elections, 'HAPY-E651', 'HAPY-E657', 'HAPY-E661'],
  },
  'HAPY-E612': { zone: [...elections, 'HAPY-E640', 'HAPY-E661', 'HAPY-E662'] },
  'HAPY-E640': {
    zone: ['HAPY-E641', 'HAPY-E642', 'HAPY-E646', 'HAPY-E648', 'HAPY-E649', 'HAPY-E660', 'HAPY-E662'],
  },
  'HAPY-E687': { zone: ['HAPY-E646', 'HAPY-E647', 'HAPY-E648', 'HAPY-E649', 'HAPY-E660', 'HAPY-E662'] },
  'HAPY-E641': { zone: ['HAPY-E646', 'HAPY-E647', 'HAPY-E648', 'HAPY-E660', 'HAPY-E662'] },
  'HAPY-E642': { zone: ['HAPY-E646', 'HAPY-E647', 'HAPY-E648', 'HAPY-E650', 'HAPY-E660'] },
  'HAPY-E643': { zone: ['HAPY-E647', 'HAPY-E648', 'HAPY-E650', 'HAPY-E657', 'HAPY-E661'] },
  'HAPY-E644': { node: ['HAPY-E688'], zone: [...elections, 'HAPY-E651', 'HAPY-E661'] },
  'HAPY-E645': {
    node: ['HAPY-E605', 'HAPY-E688', 'HAPY-E658'],
    zone: [...elections, 'HAPY-E651', 'HAPY-E661'],
  },
  'HAPY-E649': { zone: ['HAPY-E641', 'HAPY-E646', 'HAPY-E647', 'HAPY-E648', 'HAPY-E650'] },
  'HAPY-E650': { node: ['HAPY-E658'], zone: ['HAPY-E661'] },
  'HAPY-E653': { node: ['HAPY-E674'], zone: [...elections, 'HAPY-E612', 'HAPY-E640', 'HAPY-E661'] },
  'HAPY-E656': { zone: ['HAPY-E662', 'HAPY-E689'] },
  'HAPY-E665': { zone: ['HAPY-E662', 'HAPY-E689'] },
  'HAPY-E684': { zone: ['HAPY-E662', 'HAPY-E689'] },
  'HAPY-E666': { node: ['HAPY-E600', 'HAPY-E669', 'HAPY-E678', 'HAPY-E683'] },
  'HAPY-E740': { zone: ['HAPY-E658', 'HAPY-E660', 'HAPY-E661', 'HAPY-E662', 'HAPY-E649', 'HAPY-E650'] },
  'HAPY-E742': { zone: ['HAPY-E740'] },
  'HAPY-E667': { node: [...onedSilent, 'HAPY-E658'], zone: serverMissing },
  'HAPY-E676': { node: onedSilent, zone: serverMissing },
  'HAPY-E686': { node: ['HAPY-E655', 'HAPY-E688'], zone: serverMissing },
  'HAPY-E688': { zone: ['HAPY-E661', 'HAPY-E651'] },
  ...Object.fromEntries(onedSilent.map((code) => [code, serverDownHere])),
};

/** The codes that a code may explain, for the long text of it. */
export function consequencesOf(code: string): readonly string[] {
  const { node = [], zone = [] } = consequences[code] ?? {};
  return [...new Set([...node, ...zone])];
}

/** Whether `cause` explains `found`. A warning explains no error. */
export function explains(cause: Found, found: Found): boolean {
  if (cause === found || (cause.severity !== 'error' && found.severity === 'error')) return false;
  const { node = [], zone = [] } = consequences[cause.code] ?? {};
  if (zone.includes(found.code)) return true;
  return node.includes(found.code) && cause.node === found.node;
}

/** The codes that may explain a code. */
export function causesOf(code: string): readonly string[] {
  return Object.keys(consequences).filter((cause) => consequencesOf(cause).includes(code));
}
