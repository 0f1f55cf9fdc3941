import { existsSync } from 'node:fs';
import { fallbackMermaid } from '../app/fallback-document.ts';
import type { FallbackReach } from '../app/fallback-reach.ts';
import { readSettings } from '../config/env.ts';
import { loadPolicy } from '../config/policy/load-policy.ts';
import { type Finding, findingText } from '../domain/fallback/findings.ts';
import { mermaidOf } from '../domain/fallback/mermaid.ts';
import { namesRoutes } from '../domain/fallback/search.ts';
import type { Packet } from '../domain/packet/schema.ts';
import type { Store } from '../ports/store.ts';
import type { CliCommand, CliIo } from './command.ts';
import { reachOf, unfollowed, withRecord } from './shared/known-routes.ts';
import { readPacketFile } from './shared/packet-file.ts';
import { sayingTrouble } from './shared/trouble.ts';

const isFile = (named: string): boolean => /[./]/.test(named) || existsSync(named);

/** The packet of a file, a request or a route; null where there is none, which is said on standard error. */
async function packetOf(named: string, store: Store | null, io: CliIo): Promise<Packet | null> {
  if (isFile(named)) return (await readPacketFile(named, io))?.packet ?? null;
  const request = (await store?.request(named))?.state;
  if (request) return request.packet;
  const route = (await store?.route(named))?.state;
  if (route?.baseline) return route.baseline;
  io.err(
    route
      ? `${named} serves nothing, so there is nothing to draw.`
      : `There is no file, route or request ${named}. In Slack, /route-request list shows what there is.`,
  );
  return null;
}

/** For scripts; the keys stay as they are. */
const jsonOf = (packet: Packet, { findings, map }: FallbackReach) => ({
  route: packet.route,
  findings: findings.map((finding: Finding) => ({ ...finding, text: findingText(finding) })),
  mermaid: mermaidOf(packet, map),
});

async function draw(named: string, asJson: boolean, io: CliIo): Promise<number> {
  const policy = await loadPolicy(readSettings(io.env).policyFile);
  return withRecord(io, async (store) => {
    const packet = await packetOf(named, store, io);
    if (!packet) return 1;
    const reach = await reachOf(packet, store, policy);
    if (asJson) io.out(JSON.stringify(jsonOf(packet, reach), null, 2));
    else io.out(fallbackMermaid(packet, reach).trimEnd());
    if (!store && namesRoutes(packet)) io.err(unfollowed);
    return reach.findings.some(({ stops }) => stops) ? 1 : 0;
  });
}

export const command: CliCommand = {
  name: 'packet graph',
  summary: 'Draw where fallbacks lead as Mermaid text; exit code 1 where they lead to what nobody may use',
  declare: (command) => {
    command
      .argument('<packet>', 'a packet file, a route such as support-summary-prod, or a request such as R-142')
      .option('--json', 'print JSON for scripts, with a finding for each trouble');
  },
  run: ([named = ''], { json }, io) => sayingTrouble(io, () => draw(named, json === true, io)),
};
