import { fallbackFindings } from '../app/fallback-reach.ts';
import { refusalSentence } from '../app/refusal-sentence.ts';
import { readSettings } from '../config/env.ts';
import { loadPolicy } from '../config/policy/load-policy.ts';
import { findingText } from '../domain/fallback/findings.ts';
import { namesRoutes } from '../domain/fallback/search.ts';
import { diffPackets } from '../domain/packet/diff.ts';
import { digestOf } from '../domain/packet/digest.ts';
import { weaknesses } from '../domain/packet/lint.ts';
import type { Packet } from '../domain/packet/schema.ts';
import { assess } from '../domain/request/assess.ts';
import { objectionTo } from '../domain/request/filing.ts';
import { blockedBy } from '../domain/request/proof.ts';
import type { Store } from '../ports/store.ts';
import { systemClock } from '../work/system-clock.ts';
import type { CliCommand, CliIo } from './command.ts';
import { reachSources, unfollowed, withRecord } from './shared/known-routes.ts';
import { readPacketFile } from './shared/packet-file.ts';
import { type Report, reportLines } from './shared/proposal-report.ts';
import { sayingTrouble } from './shared/trouble.ts';

/** What the route serves now: from a file that is named, or from the database if there is one. */
async function baselineOf(
  route: string,
  file: string | undefined,
  store: Store | null,
  io: CliIo,
): Promise<Packet | null | 'unreadable'> {
  if (file !== undefined) return (await readPacketFile(file, io))?.packet ?? 'unreadable';
  return (await store?.route(route))?.state.baseline ?? null;
}

async function check(
  file: string,
  baselineFile: string | undefined,
  asJson: boolean,
  io: CliIo,
): Promise<number> {
  const proposal = await readPacketFile(file, io);
  if (!proposal) return 1;
  const policy = await loadPolicy(readSettings(io.env).policyFile);
  return withRecord(io, async (store) => {
    const { packet, evidence } = proposal;
    const baseline = await baselineOf(packet.route, baselineFile, store, io);
    if (baseline === 'unreadable') return 1;
    const fallbacks = await fallbackFindings(proposal, reachSources(store, policy));
    const assessment = assess(proposal, baseline, policy, { raiseTo: null, lowerTo: null }, fallbacks);
    const facts = {
      tier: assessment.tier,
      policy,
      fallbacks,
      at: systemClock.now(),
      packet: digestOf(packet),
      revised: null,
    };
    const report: Report = {
      packet,
      baseline,
      diff: diffPackets(baseline, packet),
      assessment,
      refusal: objectionTo(proposal, baseline, assessment, policy) ?? blockedBy(proposal, facts),
      warnings: weaknesses(packet, evidence),
      fallbacks,
    };
    if (asJson) io.out(JSON.stringify(jsonOf(report), null, 2));
    else for (const line of reportLines(report, policy)) io.out(line);
    if (!store && namesRoutes(packet)) io.err(unfollowed);
    return report.refusal ? 1 : 0;
  });
}

/** For scripts; the keys stay as they are. */
function jsonOf({ packet, assessment, diff, refusal, warnings, fallbacks }: Report) {
  const { tier, reasons, slots, reaches, confirm } = assessment;
  return {
    route: packet.route,
    tier,
    reasons,
    slots,
    reaches,
    confirm,
    changed_fields: diff.map(({ field }) => field.path),
    warnings,
    fallbacks: fallbacks.map((finding) => ({ ...finding, text: findingText(finding) })),
    refusal: refusal ? { ...refusal, text: refusalSentence(refusal) } : null,
  };
}

export const command: CliCommand = {
  name: 'packet check',
  summary: 'Say what filing a packet file would mean: tier, reasons, who is asked, warnings',
  declare: (command) => {
    command
      .argument('<file>', 'a packet in YAML, or in JSON if its name ends so')
      .option('--baseline <file>', 'compare with this packet file, not with what the route serves')
      .option('--json', 'print JSON for scripts');
  },
  run: ([file = ''], { baseline, json }, io) =>
    sayingTrouble(io, () =>
      check(file, typeof baseline === 'string' ? baseline : undefined, json === true, io),
    ),
};
