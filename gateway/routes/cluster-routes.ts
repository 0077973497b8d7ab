import { type Static, Type } from 'typebox';

import { HapyError } from '../../services/base/errors/hapy-error.ts';
import {
  canSchema,
  clusterSchema,
  findingsSchema,
  nodeSchema,
  nodesSchema,
  operationsSchema,
} from '../schemas/cluster.ts';
import { answers, closed, nodeName } from '../schemas/common.ts';
import { canStanding } from '../../services/rpc/mapping/can-standing.ts';
import { canView } from '../views/can-view.ts';
import { briefNodeView, clusterView, findingsView, nodeView, operationsView } from '../views/cluster-view.ts';
import { base, reading, type RouteContext } from './route-context.ts';

const nodesQuery = Type.Object(
  {
    brief: Type.Boolean({
      default: false,
      description: 'Without what is large and seldom looked at: zone, hosts, keys, seeds, database',
    }),
  },
  closed,
);
const nodeParameters = Type.Object({ node: nodeName }, closed);

/** What stands: the cluster, its nodes, and what is wrong. */
export function clusterRoutes(context: RouteContext): void {
  const { app, coordinator, askingFor, languageOf } = context;
  canRoute(context);
  operationsRoute(context);
  const tags = ['cluster'];

  app.get(
    `${base}/cluster`,
    {
      config: { ...reading, lastKnown: true },
      schema: { tags, summary: 'The cluster in a few figures', response: answers(200, clusterSchema) },
    },
    async (request) => clusterView(await coordinator.getStatus({}, askingFor(request))),
  );

  app.get<{ Querystring: Static<typeof nodesQuery> }>(
    `${base}/nodes`,
    {
      config: { ...reading, lastKnown: true },
      schema: {
        tags,
        summary: 'Every node with its last state',
        querystring: nodesQuery,
        response: answers(200, nodesSchema),
      },
    },
    async (request) => {
      const { nodes, atMs } = await coordinator.getStatus({}, askingFor(request));
      const view = request.query.brief ? briefNodeView : nodeView;
      return { atMs: Number(atMs), nodes: nodes.map(view) };
    },
  );

  app.get<{ Params: Static<typeof nodeParameters> }>(
    `${base}/nodes/:node`,
    {
      config: { ...reading, lastKnown: true },
      schema: {
        tags,
        summary: 'One node with its last state',
        params: nodeParameters,
        response: answers(200, nodeSchema),
      },
    },
    async (request) => {
      const { nodes } = await coordinator.getStatus({}, askingFor(request));
      const found = nodes.find(({ name }) => name === request.params.node);
      if (found === undefined) throw new HapyError('HAPY-E565', { node: request.params.node });
      return nodeView(found);
    },
  );

  app.get(
    `${base}/findings`,
    {
      config: { ...reading, lastKnown: true },
      schema: {
        tags,
        summary: 'What is wrong, why, and what to type',
        response: answers(200, findingsSchema),
      },
    },
    async (request) => findingsView(await coordinator.getStatus({}, askingFor(request)), languageOf(request)),
  );
}

/** What outlives the connection that asked for it: of a run that goes on, and of one that was interrupted. */
function operationsRoute({ app, coordinator, askingFor }: RouteContext): void {
  app.get(
    `${base}/operations`,
    {
      config: { ...reading, lastKnown: true },
      schema: {
        tags: ['cluster'],
        summary: 'What agents are carrying out now',
        description: 'Each belongs to a run, whose events tell how it goes: `/runs/{runId}/events`.',
        response: answers(200, operationsSchema),
      },
    },
    async (request) => operationsView(await coordinator.getStatus({}, askingFor(request))),
  );
}

/** The same table that `hapyctl can` shows. */
function canRoute({ app, coordinator, askingFor, languageOf, roleOf }: RouteContext): void {
  app.get(
    `${base}/can`,
    {
      config: reading,
      schema: {
        tags: ['cluster'],
        summary: 'What you can do now, and why the rest cannot be done',
        response: answers(200, canSchema),
      },
    },
    async (request) => {
      const asking = askingFor(request);
      const [status, { runs }] = await Promise.all([
        coordinator.getStatus({}, asking),
        coordinator.listRuns({ limit: 1, before: 0n }, asking),
      ]);
      const role = roleOf(request);
      const deeds = canView(canStanding(status, runs[0], role), languageOf(request));
      return { atMs: Number(status.atMs), role, deeds };
    },
  );
}
