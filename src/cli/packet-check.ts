import type { Shown } from '../app/app.ts';
import { laneView } from '../app/evidence-view.ts';
import { fallbackFindings } from '../app/fallback-reach.ts';
import { refusalSentence, refusedParts } from '../app/refusal-sentence.ts';
import { readSettings } from '../config/env.ts';
import { loadPolicy } from '../config/policy/load-policy.ts';
import type { EvidenceRecord } from '../domain/evidence/evidence-record.ts';
import { findingText } from '../domain/fallback/findings.ts';
import { namesRoutes } from '../domain/fallback/search.ts';
import { diffPackets } from '../domain/packet/diff.ts';
import { digestOf } from '../domain/packet/digest.ts';
import { weaknesses } from '../domain/packet/lint.ts';
import type { Packet, Proposal } from '../domain/packet/schema.ts';
import type { Policy } from '../domain/policy.ts';
import { assess } from '../domain/request/assess.ts';
import { objectionTo } from '../domain/request/filing.ts';
import { blockedBy, evidenceAhead } from '../domain/request/proof.ts';
import type { Assessment } from '../domain/request/request.ts';
import type { Store } from '../ports/store.ts';
import { systemClock } from '../work/system-clock.ts';
import type { CliCommand, CliIo } from './command.ts';
import { severalTimes, shownBy, textsOf } from './shared/evidence-files.ts';
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

interface Wanted {
  readonly baselineFile: string | undefined;
  /** Lanes with files of results, as they are typed. */
  readonly evidence: readonly string[];
  readonly asJson: boolean;
}

/** What the evidence is judged by, as if the proposal were filed now and the files attached to it. */
function blockingFacts({ packet }: Proposal, { tier }: Assessment, shown: readonly Shown[], policy: Policy) {
  const [at, digest] = [systemClock.now(), digestOf(packet)];
  const ahead = shown.map((one, index): EvidenceRecord => {
    const attachment = { id: `shown-${index + 1}`, packet: digest, attachedAt: at, by: 'requester' };
    return { ...one, ...attachment, withdrawn: false };
  });
  return { tier, policy, at, packet: digest, revised: null, shown: ahead };
}

async function check(
  file: string,
  { baselineFile, evidence: pairs, asJson }: Wanted,
  io: CliIo,
): Promise<number> {
  const proposal = await readPacketFile(file, io);
  const shown = await shownBy(pairs, io);
  if (!proposal || !shown) return 1;
  const policy = await loadPolicy(readSettings(io.env).policyFile);
  return withRecord(io, async (store) => {
    const { packet, evidence } = proposal;
    const baseline = await baselineOf(packet.route, baselineFile, store, io);
    if (baseline === 'unreadable') return 1;
    const fallbacks = await fallbackFindings(proposal, reachSources(store, policy));
    const assessment = assess(proposal, baseline, policy, { raiseTo: null, lowerTo: null }, fallbacks);
    const facts = { ...blockingFacts(proposal, assessment, shown, policy), fallbacks };
    const report: Report = {
      packet,
      baseline,
      diff: diffPackets(baseline, packet),
      assessment,
      refusal: objectionTo(proposal, baseline, assessment, policy) ?? blockedBy(proposal, facts),
      warnings: weaknesses(packet, evidence),
      lanes: evidenceAhead(proposal, facts).lanes,
      fallbacks,
    };
    if (asJson) io.out(JSON.stringify(jsonOf(report), null, 2));
    else for (const line of reportLines(report, policy)) io.out(line);
    if (!store && namesRoutes(packet)) io.err(unfollowed);
    return report.refusal ? 1 : 0;
  });
}

/** For scripts; the keys stay as they are. */
function jsonOf({ packet, assessment, diff, refusal, warnings, lanes, fallbacks }: Report) {
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
    lanes: lanes.map(laneView),
    fallbacks: fallbacks.map((finding) => ({ ...finding, text: findingText(finding) })),
    refusal: refusal ? { ...refusal, text: refusalSentence(refusal), errors: refusedParts(refusal) } : null,
  };
}

export const command: CliCommand = {
  name: 'packet check',
  summary: 'Say what filing a packet file would mean: tier, reasons, who is asked, evidence, warnings',
  declare: (command) => {
    command
      .argument('<file>', 'a packet in YAML, or in JSON if its name ends so')
      .option('--baseline <file>', 'compare with this packet file, not with what the route serves')
      .option(
        '--evidence <lane=file>',
        'results of tests that would be attached; several times',
        severalTimes,
      )
      .option('--json', 'print JSON for scripts');
  },
  run: ([file = ''], { baseline, evidence, json }, io) =>
    sayingTrouble(io, () => {
      const baselineFile = typeof baseline === 'string' ? baseline : undefined;
      return check(file, { baselineFile, evidence: textsOf(evidence), asJson: json === true }, io);
    }),
};
