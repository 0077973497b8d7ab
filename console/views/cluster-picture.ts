import type { NodeStanding, Tone } from './node-standing.ts';

/** A node in the picture, by the middle of its card. */
export interface Placed extends NodeStanding {
  readonly x: number;
  readonly y: number;
}

/** Who is heard by whom: from the leader to each member that follows. */
export interface Line {
  readonly to: string;
  readonly tone: Tone;
  readonly lag: number;
  readonly path: readonly [x1: number, y1: number, x2: number, y2: number];
}

export interface Picture {
  /** Cards on a ring with lines between them, or tiles in rows where there are too many for that. */
  readonly form: 'ring' | 'tiles';
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly Placed[];
  readonly lines: readonly Line[];
}

export const card = { width: 168, height: 76 } as const;
export const tile = { width: 92, height: 44 } as const;
/** More cards than this would lie on each other. */
const ringMax = 8;

/** Where everything stands. A node keeps its place whatever becomes of it, so that the eye finds it again. */
export function clusterPicture(standings: readonly NodeStanding[]): Picture {
  return standings.length <= ringMax ? ring(standings) : tiles(standings);
}

function ring(standings: readonly NodeStanding[]): Picture {
  // Few stand close together, so that they are large on a wall and still to be read on a phone.
  const [width, height] = standings.length <= 3 ? [480, 300] : [720, 430];
  const [middleX, middleY] = [width / 2, height / 2];
  const [radiusX, radiusY] = [width / 2 - card.width / 2 - 16, height / 2 - card.height / 2 - 16];
  const nodes = standings.map((standing, at): Placed => {
    const angle = (2 * Math.PI * at) / standings.length - Math.PI / 2;
    const x = Math.round(middleX + radiusX * Math.cos(angle));
    // Three stand on a wide triangle: the lower two would leave room below.
    const y = Math.round(middleY + radiusY * (standings.length === 3 && at > 0 ? 0.9 : Math.sin(angle)));
    return { ...standing, x, y };
  });
  return { form: 'ring', width, height, nodes, lines: linesBetween(nodes) };
}

function linesBetween(nodes: readonly Placed[]): Line[] {
  const leader = nodes.find(({ leads }) => leads);
  if (leader === undefined) return [];
  return nodes.flatMap(({ name, hears, lag = 0, x, y }) => {
    if (hears === undefined) return [];
    return [{ to: name, tone: hears ? 'good' : 'error', lag, path: [leader.x, leader.y, x, y] } as const];
  });
}

function tiles(standings: readonly NodeStanding[]): Picture {
  const columns = Math.min(10, Math.max(5, Math.ceil(Math.sqrt(standings.length))));
  const [stepX, stepY] = [tile.width + 8, tile.height + 8];
  const nodes = standings.map(
    (standing, at): Placed => ({
      ...standing,
      x: (at % columns) * stepX + stepX / 2,
      y: Math.floor(at / columns) * stepY + stepY / 2,
    }),
  );
  const rows = Math.ceil(standings.length / columns);
  return { form: 'tiles', width: columns * stepX, height: rows * stepY, nodes, lines: [] };
}
