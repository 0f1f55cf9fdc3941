import type { z } from 'zod';
import type {
  capabilitySchema,
  contentFilterSchema,
  mitigationSchema,
  proofsSchema,
} from '../../../domain/packet/declarations.ts';
import { approvalFields, filterActs, filterSides } from '../../../domain/words.ts';
import { cellsOf, choiceOf, labelled, lineOf, plain, spoken, wordIn, written } from './cells.ts';
import { lineList, type Read, type ReadItem, type TextForm, type TextProblem } from './line-list.ts';

/** Declarations with a few cells a line. */

type Capability = z.input<typeof capabilitySchema>;
type ContentFilter = z.input<typeof contentFilterSchema>;
type Mitigation = z.input<typeof mitigationSchema>;
type Proofs = NonNullable<z.input<typeof proofsSchema>>;

export const capabilityPattern = 'tool calling | the test that shows it';

/** What a route must be able to do: `streaming | tests/streaming.yml`. */
export const capabilitiesText: TextForm<readonly Capability[]> = lineList({
  write: ({ name, test }: Capability) => lineOf([name, ...(test === undefined ? [] : [test])].map(written)),
  read: (line): ReadItem<Capability> => {
    const [name = '', test = '', ...rest] = cellsOf(line);
    if (name === '' || rest.some((cell) => cell !== ''))
      return { problem: `Write ${capabilityPattern}, two parts at most.` };
    return { item: { name: plain(name), ...(test === '' ? {} : { test: plain(test) }) } };
  },
});

export const filterPattern = 'hate | both | block | severity: medium';

/** One content filter: `hate | both | block | severity: medium`. */
export const filterLine = {
  write: ({ category, side, act, severity }: ContentFilter): string =>
    lineOf([
      written(category),
      side,
      act,
      ...(severity === undefined ? [] : [`severity: ${written(severity)}`]),
    ]),
  read: (line: string): ReadItem<ContentFilter> => {
    const [category = '', ...cells] = cellsOf(line);
    const filter: Partial<ContentFilter> = {};
    for (const cell of cells) {
      const side = wordIn(filterSides, plain(cell));
      const act = wordIn(filterActs, plain(cell));
      const severity = labelled(cell, 'severity');
      if (side) filter.side = side;
      else if (act) filter.act = act;
      else if (severity) filter.severity = plain(severity);
      else if (cell !== '')
        return { problem: `“${plain(cell)}” is not understood. Write content filter: ${filterPattern}.` };
    }
    const { side, act, ...rest } = filter;
    if (category === '' || !side || !act)
      return {
        problem: `A content filter has a category, ${choiceOf(filterSides)}, and ${choiceOf(filterActs)}: ${filterPattern}.`,
      };
    return { item: { category: plain(category), side, act, ...rest } };
  },
};

export const mitigationPattern = 'what has to be done | who does it | done';

/** What has to be done before approval: `bias audit by an outside party | U123 | done`. */
export const mitigationsText: TextForm<readonly Mitigation[]> = lineList({
  write: ({ mitigation, owner, done }: Mitigation) => {
    const cells = [written(mitigation), written(owner ?? ''), done ? 'done' : ''];
    while (cells.at(-1) === '') cells.pop();
    return lineOf(cells);
  },
  read: (line): ReadItem<Mitigation> => {
    const [mitigation = '', owner = '', state = '', ...rest] = cellsOf(line);
    if (mitigation === '' || rest.some((cell) => cell !== '') || !/^(done|open|)$/i.test(plain(state)))
      return { problem: `Write ${mitigationPattern}; leave done out while it is open.` };
    return {
      item: {
        mitigation: plain(mitigation),
        ...(owner === '' ? {} : { owner: plain(owner) }),
        done: /^done$/i.test(plain(state)),
      },
    };
  },
});

export const proofPattern = 'model list | proof: where it can be seen | renew when: what makes it due again';

type Proof = NonNullable<Proofs[keyof Proofs]>;

function readProof(line: string): ReadItem<readonly [keyof Proofs, Proof]> {
  const [fieldWord = '', ...cells] = cellsOf(line);
  const field = wordIn(approvalFields, plain(fieldWord));
  if (!field)
    return { problem: `“${plain(fieldWord)}” is not known. Start with ${choiceOf(approvalFields)}.` };
  const proof: Proof = {};
  for (const cell of cells) {
    const when = labelled(cell, 'renew when');
    const shown = labelled(cell, 'proof') ?? (proof.proof === undefined ? cell : null);
    if (cell === '') continue;
    if (when) proof.renew_when = plain(when);
    else if (shown) proof.proof = plain(shown);
    else return { problem: `“${plain(cell)}” is one part too many. Write ${proofPattern}.` };
  }
  return { item: [field, proof] };
}

const proofLines = lineList({
  write: ([field, { proof, renew_when }]: readonly [keyof Proofs, Proof]) =>
    lineOf([
      spoken(field),
      ...(proof === undefined ? [] : [`proof: ${written(proof)}`]),
      ...(renew_when === undefined ? [] : [`renew when: ${written(renew_when)}`]),
    ]),
  read: readProof,
});

/** What approval rests on: `model list | proof: gateway export of 12 June | renew when: a model changes`. */
export const proofsText: TextForm<Proofs> = {
  write: (proofs) =>
    proofLines.write(
      approvalFields.flatMap((field) => {
        const proof = proofs[field];
        return proof ? [[field, proof] as const] : [];
      }),
    ),
  read: (typed): Read<Proofs> => {
    const read = proofLines.read(typed);
    if ('problems' in read) return read;
    const problems: TextProblem[] = [];
    const seen = new Set<string>();
    read.value.forEach(([field], index) => {
      const line = read.lines?.[index];
      if (seen.has(field))
        problems.push({
          message: `${spoken(field)} is given twice; keep one line.`,
          ...(line === undefined ? {} : { line }),
        });
      seen.add(field);
    });
    return problems.length > 0 ? { problems } : { value: Object.fromEntries(read.value) };
  },
};
