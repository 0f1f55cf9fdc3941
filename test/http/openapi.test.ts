import { readdirSync, readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { routeViewSchema } from '../../src/app/route-view-schema.ts';
import { openApiDocument } from '../../src/http/openapi.ts';
import { operations } from '../../src/http/operations-of-api.ts';
import { openApi } from '../support/api.ts';
import { modelChange } from '../support/proposals.ts';

const document = JSON.parse(JSON.stringify(openApiDocument()));

describe('the description of the API', () => {
  test('is OpenAPI 3.1, as a validator of it says', async () => {
    const outcome = await new Validator().validate(structuredClone(document));
    expect(outcome.errors).toBeUndefined();
    expect(outcome.valid).toBe(true);
    const broken = structuredClone(document);
    broken.paths['/api/v1/audit'].get.responses = 'none';
    expect((await new Validator().validate(broken)).valid).toBe(false);
  });

  test('is served to anybody', async () => {
    const api = await openApi();
    const response = await fetch(`${api.url}/api/v1/openapi.json`);
    expect(await response.json()).toEqual(document);
  });

  test('says all that there is, and nothing else', async () => {
    const folder = 'src/http';
    const found = readdirSync(folder).flatMap((file) =>
      [
        ...readFileSync(`${folder}/${file}`, 'utf8').matchAll(
          /server\.(get|post|put|patch|delete)(?:<\w+>)?\(\s*'(\/api\/v1\/[^']+)'/g,
        ),
      ].map(([, method, path]) => `${method} ${path?.replaceAll(/:(\w+)/g, '{$1}')}`),
    );
    const described = operations.map(({ method, path }) => `${method} ${path}`);
    expect(found.sort()).toEqual([...described, 'get /api/v1/openapi.json'].sort());
  });

  test.each(operations.map((operation) => [operation.id, operation] as const))(
    'says which scope %s needs',
    async (_id, { method, path, scope }) => {
      const api = await openApi();
      const address = path.replace('{id}', 'R-1');
      const without = await fetch(`${api.url}${address}`, { method: method.toUpperCase() });
      expect(without.status).toBe(401);
      const reader = await api.call(address, {
        method: method.toUpperCase(),
        token: 'reader-token-of-some-length',
      });
      if (scope === 'requests:read') expect(reader.status).not.toBe(403);
      else expect(await reader.json()).toMatchObject({ status: 403, detail: expect.stringContaining(scope) });
    },
  );

  test('has schemas that what is sent and answered keeps to', async () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema(document, 'api');
    const check = (name: string) => {
      const validate = ajv.getSchema(`api#/components/schemas/${name}`);
      if (!validate) throw new Error(`there is no schema ${name}`);
      return (value: unknown) => {
        validate(value);
        return validate.errors ?? [];
      };
    };
    expect(check('Packet')(modelChange)).toEqual([]);
    expect(check('Packet')({ ...modelChange, audience: 'everybody' })).not.toEqual([]);
    const api = await openApi();
    const filing = {
      method: 'POST',
      body: JSON.stringify(modelChange),
      headers: { 'content-type': 'application/json' },
    };
    const filed = await (await api.call('/api/v1/requests?as=U0REQUESTER', filing)).json();
    expect(check('Request')(filed)).toEqual([]);
    const shown = { lane: 'latency', title: 'Sample', verdict: 'passed', measured: '610 ms' };
    expect(check('Evidence')(shown)).toEqual([]);
    expect(check('Evidence')({ lanes: ['latency'], results: {} })).toEqual([]);
    expect(check('Evidence')({ ...shown, lane: 'speed' })).not.toEqual([]);
    const attached = await api.call('/api/v1/requests/R-1/evidence', {
      ...filing,
      body: JSON.stringify(shown),
    });
    expect(attached.status).toBe(201);
    expect(check('Request')(await attached.json())).toEqual([]);
    const route = await (await api.call('/api/v1/routes/support-summary-prod')).json();
    expect(check('Route')(route)).toEqual([]);
    expect(routeViewSchema.safeParse(route).error).toBeUndefined();
    const missing = await (await api.call('/api/v1/requests/R-9')).json();
    expect(check('Problem')(missing)).toEqual([]);
    const [line = ''] = (await (await api.call('/api/v1/audit')).text()).split('\n');
    expect(check('Event')(JSON.parse(line))).toEqual([]);
  });
});
