import { z } from 'zod';
import type { ApiScope } from '../domain/api-scopes.ts';
import { auditQuery, editingQuery, filingQuery, idempotencyKeySchema } from './api-input.ts';
import { jsonLines } from './audit-api.ts';
import { evidenceBodySchema, evidenceQuery, resultTypes, withdrawalQuery } from './evidence-api.ts';
import { packetTypes } from './request-api.ts';
import { readingsSchema, triggerSchema } from './route-api.ts';

export type SchemaName =
  | 'Packet'
  | 'ServedPacket'
  | 'Request'
  | 'Evidence'
  | 'Route'
  | 'Readings'
  | 'Trigger'
  | 'Event'
  | 'Problem';

export interface Answer {
  readonly description: string;
  readonly type: string;
  readonly schema: SchemaName | z.ZodType;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One thing that the API does, as its description says it. */
export interface Operation {
  readonly id: string;
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** With `{id}` for what stands in the address. */
  readonly path: string;
  readonly summary: string;
  readonly scope: ApiScope;
  readonly query?: z.ZodObject;
  readonly headers?: Readonly<Record<string, z.ZodType>>;
  readonly body?: {
    readonly types: readonly string[];
    readonly schema: SchemaName;
    /** Types of which the API does not look at a schema: files as others wrote them. */
    readonly files?: readonly string[];
  };
  readonly answers: Readonly<Record<number, Answer>>;
  /** Further answers, each a problem document. */
  readonly problems: readonly (404 | 409 | 413 | 415 | 422)[];
}

const json = 'application/json';
const idempotent = { 'Idempotency-Key': idempotencyKeySchema };
const request = (description: string): Answer => ({ description, type: json, schema: 'Request' });
const packetBody = { types: packetTypes, schema: 'Packet' } as const;

/** Everything under `/api/v1`; a test holds it against the routes that there are. */
export const operations: readonly Operation[] = [
  {
    id: 'fileRequest',
    method: 'post',
    path: '/api/v1/requests',
    summary: 'File a request for a packet, as a person of the workspace',
    scope: 'requests:write',
    query: filingQuery,
    headers: idempotent,
    body: packetBody,
    answers: {
      200: request('The key was sent before: the request that it filed then, as it is now'),
      201: {
        ...request('The request was filed'),
        headers: { Location: 'Where the request can be read' },
      },
    },
    problems: [413, 415, 422],
  },
  {
    id: 'readRequest',
    method: 'get',
    path: '/api/v1/requests/{id}',
    summary: 'Read a request: its state, slots, decisions and reasons',
    scope: 'requests:read',
    answers: { 200: request('The request as it is now') },
    problems: [404],
  },
  {
    id: 'editRequest',
    method: 'put',
    path: '/api/v1/requests/{id}',
    summary: 'Replace the packet of a request in review, which makes a new revision',
    scope: 'requests:write',
    query: editingQuery,
    headers: idempotent,
    body: packetBody,
    answers: { 200: request('The request with its new revision') },
    problems: [404, 409, 413, 415, 422],
  },
  {
    id: 'attachEvidence',
    method: 'post',
    path: '/api/v1/requests/{id}/evidence',
    summary: 'Attach results of tests, or a link with what it shows, as evidence of a request',
    scope: 'evidence:write',
    query: evidenceQuery,
    headers: idempotent,
    body: { types: [json], schema: 'Evidence', files: resultTypes.filter((type) => type !== json) },
    answers: {
      200: request('The key was sent before: the request as it is now'),
      201: {
        ...request('The request, with the evidence'),
        headers: { Location: 'The piece of evidence; of several the first' },
      },
    },
    problems: [404, 409, 413, 415, 422],
  },
  {
    id: 'withdrawEvidence',
    method: 'delete',
    path: '/api/v1/requests/{id}/evidence/{evidence}',
    summary: 'Take back evidence that the same token attached; it stays on the record, and counts no more',
    scope: 'evidence:write',
    query: withdrawalQuery,
    answers: { 200: request('The request without it') },
    problems: [404, 409, 422],
  },
  {
    id: 'readRoute',
    method: 'get',
    path: '/api/v1/routes/{id}',
    summary: 'Read a route: what it serves, what rolls out, and what the next gate lacks',
    scope: 'routes:read',
    answers: { 200: { description: 'The route as it is now', type: json, schema: 'Route' } },
    problems: [404],
  },
  {
    id: 'reportReadings',
    method: 'post',
    path: '/api/v1/routes/{id}/readings',
    summary: 'Report what was measured on a route',
    scope: 'readings:write',
    body: { types: [json], schema: 'Readings' },
    answers: {
      202: {
        description: 'The readings are kept, and the guardrails are looked at',
        type: json,
        schema: z.strictObject({ kept: z.int().positive() }),
      },
    },
    problems: [404, 413, 415, 422],
  },
  {
    id: 'reportTrigger',
    method: 'post',
    path: '/api/v1/routes/{id}/triggers',
    summary: 'Report something that makes the review of a route due early',
    scope: 'triggers:write',
    headers: idempotent,
    body: { types: [json], schema: 'Trigger' },
    answers: {
      202: {
        description: 'The trigger is on the record',
        type: json,
        schema: z.strictObject({ recorded: z.literal(true) }),
      },
    },
    problems: [404, 409, 413, 415, 422],
  },
  {
    id: 'readRecord',
    method: 'get',
    path: '/api/v1/audit',
    summary: 'Read the record in order, an event on each line',
    scope: 'audit:read',
    query: auditQuery,
    answers: {
      200: {
        description: 'A page of the record',
        type: jsonLines,
        schema: z.string(),
        headers: { Link: 'The next page, where there is one' },
      },
    },
    problems: [422],
  },
];

export const schemasOfBodies = {
  Evidence: evidenceBodySchema,
  Readings: readingsSchema,
  Trigger: triggerSchema,
} as const;
