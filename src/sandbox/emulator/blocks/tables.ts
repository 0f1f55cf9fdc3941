import { arrayOr, isJsonObject, type Json, type JsonObject, stringOr } from '../json.ts';
import {
  boolean,
  byType,
  type Check,
  inside,
  integer,
  list,
  number,
  object,
  oneOf,
  type Place,
  report,
  string,
} from './check.ts';
import { LIMITS } from './limits.ts';
import { richText } from './rich-text.ts';

const rawText = object({ text: string({ min: 1 }) });
const rawNumber = object({ value: number, text: string({ min: 1 }) });
const cell = byType({ raw_text: rawText, raw_number: rawNumber, rich_text: richText });
const headerCell = byType({ raw_text: rawText, raw_number: rawNumber });

const columnSettings = list(object({}, { align: oneOf(['left', 'center', 'right']), is_wrapped: boolean }), {
  max: LIMITS.tableColumns,
});

const row = list(cell, { min: 1, max: LIMITS.tableColumns });

export const table: Check = object(
  { rows: list(row, { min: 1, max: LIMITS.tableRows }) },
  { column_settings: columnSettings, block_id: string({ min: 1, max: LIMITS.blockId }) },
);

export const dataTable: Check = object(
  { rows: list(row, { min: 2, max: LIMITS.dataTableRows }), caption: string({ min: 1 }) },
  {
    page_size: integer({ min: 1, max: LIMITS.dataTablePageSize }),
    row_header_column_index: integer({ min: 0 }),
    block_id: string({ min: 1, max: LIMITS.blockId }),
  },
  headerAndEvenRows,
);

function headerAndEvenRows(value: JsonObject, place: Place): void {
  const rows = arrayOr(value.rows).map(arrayOr);
  const [header] = rows;
  if (!header) return;
  header.forEach((each, index) => {
    headerCell(each, inside(inside(inside(place, 'rows'), 0), index));
  });
  rows.forEach((each, index) => {
    if (each.length !== header.length) {
      report(inside(inside(place, 'rows'), index), 'all rows must have the same number of cells');
    }
  });
}

/** Characters in all cells of a table. */
export function tableCharacters(block: JsonObject): number {
  return arrayOr(block.rows)
    .flatMap(arrayOr)
    .reduce<number>((sum, each) => sum + textCharacters(each), 0);
}

/** Characters of every `text` in a tree: what is written, not ids, values or urls. */
export function textCharacters(value: Json | undefined): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, each) => sum + textCharacters(each), 0);
  if (!isJsonObject(value)) return 0;
  let sum = 0;
  for (const [key, each] of Object.entries(value)) {
    sum += key === 'text' && typeof each === 'string' ? stringOr(each).length : textCharacters(each);
  }
  return sum;
}
