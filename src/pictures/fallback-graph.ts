import { Graph, layout } from '@dagrejs/dagre';

/** Places boxes of given sizes, so that no two lie on each other and ways run in one direction. */

export interface Box {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}
export interface Way {
  readonly from: string;
  readonly to: string;
}
export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Placed {
  readonly width: number;
  readonly height: number;
  /** Middles of the boxes. */
  readonly boxes: ReadonlyMap<string, Point>;
  /** The corners of each way, in the order in which they were given. */
  readonly ways: readonly (readonly Point[])[];
}

type Direction = 'TB' | 'LR';

function placedIn(direction: Direction, boxes: readonly Box[], ways: readonly Way[]): Placed {
  const graph = new Graph();
  graph.setGraph({
    rankdir: direction,
    nodesep: 14,
    edgesep: 8,
    ranksep: 34,
    marginx: 0,
    marginy: 0,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of boxes) graph.setNode(id, { width, height });
  for (const { from, to } of ways) graph.setEdge(from, to);
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    width: Number.isFinite(width) ? Number(width) : 0,
    height: Number.isFinite(height) ? Number(height) : 0,
    boxes: new Map(
      boxes.map(({ id }) => {
        const { x, y } = graph.node(id);
        return [id, { x: Number(x), y: Number(y) }] as const;
      }),
    ),
    ways: ways.map(({ from, to }) => graph.edge(from, to).points ?? []),
  };
}

/** The way of laying them out that takes the least width: phones are narrow. */
export function placed(boxes: readonly Box[], ways: readonly Way[]): Placed {
  const down = placedIn('TB', boxes, ways);
  const across = placedIn('LR', boxes, ways);
  return down.width <= across.width ? down : across;
}
