import { expect, test } from 'vitest';
import { jobsFor } from '../../src/app/handle-command.ts';
import { testPolicy } from '../support/policy.ts';

test('a stored click and what it brings about are different jobs, though one command names both', () => {
  const click = jobsFor([{ kind: 'interaction', person: 'U1', payload: {} }], 'click:1', 0, testPolicy());
  const effects = jobsFor(
    [
      { kind: 'card', request: 'R-1', role: 'finance' },
      { kind: 'card', request: 'R-1', role: 'security' },
    ],
    'click:1',
    0,
    testPolicy(),
  );
  const ids = [...click, ...effects].map((job) => job.id);
  expect(new Set(ids).size).toBe(3);
});
