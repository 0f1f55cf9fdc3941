import type { App } from '../app/app.ts';
import type { EvidenceFormatName } from '../domain/evidence/results.ts';
import type { EvidenceLane } from '../domain/words.ts';
import type { CliCommand, CliIo } from './command.ts';
import { attachAll } from './shared/attach.ts';
import { formatNamed, laneNamed, readResultsFile, severalTimes, textsOf } from './shared/evidence-files.ts';
import { laneLine } from './shared/evidence-lines.ts';
import { lanesOf } from './shared/lanes-of.ts';
import { withApp } from './shared/open-app.ts';
import { sayRefused } from './shared/refused.ts';
import { sayingTrouble } from './shared/trouble.ts';

interface Attachment {
  readonly request: string;
  readonly file: string;
  readonly lanes: readonly EvidenceLane[];
  readonly format: EvidenceFormatName | undefined;
  /** Digest of the packet that was tested; that of the request as it is now where undefined. */
  readonly packet: string | undefined;
  readonly by: string;
}

async function attach({ request, file, lanes, format, packet, by }: Attachment, app: App, io: CliIo) {
  // Looked up before the file is read: what was tested is what was proposed when this was typed.
  const loaded = await app.store.request(request);
  if (!loaded) return sayRefused({ reason: 'request_unknown', request }, io);
  const results = await readResultsFile(file, io, format);
  if (!results) return 1;
  const shown = lanes.map((lane) => ({ lane, proof: { kind: 'results', results } as const }));
  const target = { request, packet: packet ?? loaded.state.bound.packetDigest, by };
  if (!(await attachAll(shown, target, app, io))) return 1;
  for (const standing of await lanesOf(request, app))
    if (lanes.includes(standing.lane)) io.out(laneLine(standing));
  return 0;
}

async function run(
  [request = '', file = '']: readonly string[],
  options: Readonly<Record<string, unknown>>,
  io: CliIo,
): Promise<number> {
  const named = textsOf(options.lane).map((name) => laneNamed(name, io));
  const lanes = [...new Set(named.filter((lane) => lane !== null))];
  const format = typeof options.format === 'string' ? formatNamed(options.format, io) : undefined;
  const { packet, as: by } = options;
  if (named.length === 0)
    io.err('--lane says what the results are evidence of, such as functional_correctness.');
  const digest = typeof packet === 'string' ? packet.toLowerCase() : undefined;
  if (digest !== undefined && !/^[0-9a-f]{64}$/.test(digest)) {
    io.err('--packet wants the digest of a packet, 64 hex digits, as request show --json prints it.');
    return 1;
  }
  if (named.length === 0 || named.includes(null) || format === null) return 1;
  const attachment = { request, file, lanes, format, packet: digest, by: String(by) };
  return withApp(io, (app) => attach(attachment, app, io));
}

export const command: CliCommand = {
  name: 'evidence attach',
  summary: 'Attach the results of a test tool to a request, as evidence of a lane',
  declare: (command) => {
    command
      .argument('<request>', 'a request, such as R-142')
      .argument('<file>', 'what promptfoo, Inspect, OpenAI evals or a runner with JUnit reports wrote')
      .option('--lane <lane>', 'what it is evidence of; several times', severalTimes)
      .option('--format <format>', 'refuse the file where it is of another format')
      .option(
        '--packet <digest>',
        'the packet that was tested, where it is not what the request proposes now',
      )
      .option('--as <user>', 'the Slack member id of whoever attaches it', 'operator');
  },
  run: (args, options, io) => sayingTrouble(io, () => run(args, options, io)),
};
