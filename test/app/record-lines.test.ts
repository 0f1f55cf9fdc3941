import { expect, test } from 'vitest';
import { csvLine, jsonLine } from '../../src/app/record-lines.ts';

const event = {
  sequence: 1,
  stream: 'request:R-1',
  version: 1,
  type: 'request_withdrawn',
  actor: 'U1',
  at: Date.UTC(2026, 0, 31, 12),
  commandId: 'click',
  data: { type: 'request_withdrawn', reason: 'a "quote", a\nline and =1+1' },
  previousHash: 'a',
  hash: 'b',
};

test('a row for spreadsheets keeps quotes, commas and lines in their cell', () => {
  expect(csvLine(event)).toBe(
    '1,2026-01-31T12:00:00.000Z,request:R-1,1,request_withdrawn,U1,click,' +
      '"{""type"":""request_withdrawn"",""reason"":""a \\""quote\\"", a\\nline and =1+1""}",a,b',
  );
});

test.each(['=HYPERLINK("x")', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])(
  '%j is no formula in a spreadsheet',
  (actor) => {
    expect(csvLine({ ...event, actor })).toMatch(/,"?'[=+\-@\t\r]/);
  },
);

test('a line of JSON is one line', () => {
  expect(jsonLine(event)).not.toContain('\n');
  expect(JSON.parse(jsonLine(event))).toEqual(event);
});
