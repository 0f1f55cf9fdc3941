import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { readSettings } from '../config/env.ts';
import { loadPolicy } from '../config/policy/load-policy.ts';
import { procedureOf } from '../domain/procedure/steps.ts';
import { pngOf } from '../pictures/drawing.ts';
import { procedurePicture } from '../pictures/procedure-picture.ts';
import { namesFrom } from '../pictures/saying.ts';
import { openReadOnly } from '../storage/open.ts';
import { systemClock } from '../work/system-clock.ts';
import type { CliCommand, CliIo } from './command.ts';
import { sayingTrouble } from './shared/trouble.ts';

const contents = {
  '.svg': (svg: string) => Promise.resolve<string | Uint8Array>(svg),
  '.png': (svg: string) => pngOf(svg),
} as const;
type Ending = keyof typeof contents;
const isEnding = (text: string): text is Ending => Object.hasOwn(contents, text);

async function drawn(id: string, ending: Ending, target: string, io: CliIo): Promise<number> {
  const settings = readSettings(io.env);
  const policy = await loadPolicy(settings.policyFile);
  const store = await openReadOnly(settings.databaseUrl);
  try {
    const request = (await store.request(id))?.state;
    if (!request) {
      io.err(`There is no request ${id}. In Slack, /route-request list shows what is open.`);
      return 1;
    }
    const route = (await store.route(request.route))?.state ?? null;
    const procedure = procedureOf({ request, route, policy, now: systemClock.now() });
    // Slack alone knows names, and this command does not ask it.
    const telling = { nameOf: namesFrom(new Map()), timeZone: policy.workingHours.timeZone };
    const content = await contents[ending](procedurePicture(procedure, telling));
    try {
      await writeFile(target, content);
    } catch (error) {
      io.err(`${target} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
      return 1;
    }
    io.out(`Drew the approval procedure of ${id} (${procedure.standing}) in ${target}.`);
    return 0;
  } finally {
    await store.close();
  }
}

export const command: CliCommand = {
  name: 'packet picture',
  summary: 'Draw how far a request is in its approval procedure, as SVG or PNG',
  declare: (command) => {
    command
      .argument('<request>', 'a request, such as R-142')
      .argument('<file>', 'the file to write, ending in .svg or .png');
  },
  run: async ([id = '', file = ''], _options, io) => {
    const target = resolve(file);
    const ending = extname(target).toLowerCase();
    if (!isEnding(ending)) {
      io.err(`${file} ends neither in .svg nor in .png. Name a file that does.`);
      return 1;
    }
    if (!existsSync(dirname(target))) {
      io.err(`The folder ${dirname(target)} does not exist. Make it first.`);
      return 1;
    }
    return sayingTrouble(io, () => drawn(id, ending, target, io));
  },
};
