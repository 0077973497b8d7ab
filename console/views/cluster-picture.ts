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
const ringMaxNarrow = 3;

/**
 * Where everything stands. A node keeps its place whatever becomes of it, so that the eye finds it again.
 *
 * @param narrow drawn for a phone held upright, on which fewer fit side by side
 */
export function clusterPicture(standings: readonly NodeStanding[], narrow = false): Picture {
  const most = narrow ? ringMaxNarrow : ringMax;
  return standings.length <= most ? ring(standings, narrow) : tiles(standings, narrow ? [3, 3] : [5, 10]);
}

function ring(standings: readonly NodeStanding[], narrow: boolean): Picture {
  // Few stand close together, so that they are large on a wall and still to be read on a phone.
  const [width, height] = narrow ? [372, 280] : standings.length <= 3 ? [480, 290] : [720, 430];
  const [middleX, middleY] = [width / 2, height / 2];
  const aside = narrow ? 3 : 16;
  const [radiusX, radiusY] = [width / 2 - card.width / 2 - aside, height / 2 - card.height / 2 - 16];
  const nodes = standings.map((standing, at): Placed => {
    const angle = (2 * Math.PI * at) / standings.length - Math.PI / 2;
    // Three stand on a wide triangle: the lower two would leave room below and at their sides.
    const below = standings.length === 3 && at > 0;
    const x = Math.round(middleX + radiusX * (below ? Math.sign(Math.cos(angle)) : Math.cos(angle)));
    const y = Math.round(middleY + radiusY * (below ? 0.95 : Math.sin(angle)));
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

function tiles(standings: readonly NodeStanding[], [fewest, most]: readonly [number, number]): Picture {
  const columns = Math.max(fewest, Math.min(most, Math.ceil(Math.sqrt(standings.length))));
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
