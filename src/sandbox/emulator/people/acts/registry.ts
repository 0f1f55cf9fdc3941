import { z } from 'zod';
import type { ActAnswer, ActAnswers, ActName, Acts } from '../../people.ts';
import { type Acting, invalid } from './answer.ts';
import { command, shortcut } from './commands.ts';
import { useElement } from './elements.ts';
import { back, close, submit } from './modals.ts';
import { ACT_SCHEMAS } from './schemas.ts';
import { suggest } from './suggest.ts';
import {
  dismiss,
  edit,
  join,
  leave,
  openHome,
  openIm,
  reactTo,
  read,
  remove,
  say,
  upload,
} from './talking.ts';

type ActFunctions = { [act in ActName]: (acting: Acting, body: Acts[act]) => Promise<ActAnswers[act]> };

/** Everything that a person can do. */
const ACTS: ActFunctions = {
  say,
  edit,
  remove,
  command,
  click: useElement,
  input: (acting, body) => useElement(acting, { entered: 'character', ...body }),
  suggest,
  submit,
  close,
  back,
  'open-home': openHome,
  'open-im': openIm,
  shortcut,
  read,
  react: reactTo,
  dismiss,
  upload,
  join,
  leave,
};

export function isActName(name: string): name is ActName {
  return Object.hasOwn(ACTS, name);
}

/** Does what the body of `POST /people/:user/<act>` says. */
export async function act<Name extends ActName>(
  acting: Acting,
  name: Name,
  body: unknown,
): Promise<ActAnswers[Name] | ActAnswer> {
  const schema: z.ZodType<Acts[Name]> = ACT_SCHEMAS[name];
  const parsed = schema.safeParse(body);
  if (!parsed.success) return invalid(z.prettifyError(parsed.error));
  return ACTS[name](acting, parsed.data);
}
