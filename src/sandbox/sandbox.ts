import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { parseProposal } from '../app/proposal-file.ts';
import type { Settings } from '../config/env.ts';
import { loadPolicy } from '../config/policy/load-policy.ts';
import { loadSlackManifest, manifestFile } from '../config/slack-manifest.ts';
import type { Packet } from '../domain/packet/schema.ts';
import { Fault } from '../ports/fault.ts';
import type { Log } from '../ports/log.ts';
import { listenOn, type Running, start } from '../start.ts';
import { type SandboxSecrets, workspaceOf } from './cast.ts';
import { clockOf } from './clock.ts';
import { type Company, loadCompany } from './company.ts';
import { type Emulator, startEmulator } from './emulator/emulator.ts';
import { postEvaluations } from './evaluations.ts';
import { createFront } from './front.ts';
import { createOutsideServer } from './outside/http.ts';
import { Outside } from './outside/outside.ts';
import { createPageServer } from './page-server.ts';
import { tour } from './tour.ts';

export interface SandboxOptions {
  readonly log: Log;
  /** Path of the database; whatever is there is replaced. */
  readonly databaseFile: string;
}

export interface Sandbox {
  /** Where to look with a browser. */
  readonly url: string;
  readonly emulator: Emulator;
  readonly product: Running;
  stop(): Promise<void>;
}

/** Files that come with the program, wherever it is started from. */
const shipped = (path: string): URL => new URL(`../../${path}`, import.meta.url);

const freshSecrets = (): SandboxSecrets => ({
  botToken: `xoxb-sandbox-${randomBytes(12).toString('hex')}`,
  appToken: `xapp-1-sandbox-${randomBytes(12).toString('hex')}`,
  signingSecret: randomBytes(16).toString('hex'),
});

/** What the company's applications, its monitoring and its alerting prove themselves with to the product. */
const outsideToken = (): string => `sandbox-${randomBytes(16).toString('hex')}`;

async function packetOf(file: string): Promise<Packet> {
  const parsed = parseProposal(await readFile(shipped(file), 'utf8'));
  if ('proposal' in parsed) return parsed.proposal.packet;
  throw new Error(`${file}: ${parsed.problems.map(({ path, message }) => `${path} ${message}`).join(' ')}`);
}

/** What serves already in this company, as if it had been brought under review long ago. */
async function registerRoutes(company: Company, { app }: Running): Promise<readonly Packet[]> {
  const packets = await Promise.all(company.routes.map(packetOf));
  for (const packet of packets)
    await app.registerRoute(`sandbox:register:${packet.route}`, packet, company.registered_by);
  return packets;
}

/** Applications, monitoring and alerts around the routes that serve already. */
function surround(packets: readonly Packet[], url: string, token: string, { clock }: Emulator): Outside {
  const routes = packets.map(({ route, audience, rollout }) => ({
    id: route,
    audience,
    excluded: rollout.excluded,
  }));
  return new Outside({ url, token, routes, clock });
}

/** The emulated workspace lives in memory, so the database that remembers its messages begins anew with it. */
async function removeDatabase(file: string): Promise<void> {
  try {
    for (const suffix of ['', '-wal', '-shm']) await rm(`${file}${suffix}`, { force: true });
  } catch (cause) {
    const remedy = `Remove ${file}, or stop the other sandbox that uses it.`;
    throw new Fault('needs_operator', 'The database of the last sandbox cannot be removed.', {
      remedy,
      cause,
    });
  }
}

/** Where, and by whom, the company's evaluations are posted: #general, by an engineer of the platform. */
const evaluations = { channel: 'CGENERAL', by: 'UJONAS' };

/** A workspace in the browser, and the product in it: started as in production, on a Slack of its own. */
export async function startSandbox(settings: Settings, options: SandboxOptions): Promise<Sandbox> {
  const closing: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    const policy = await loadPolicy(settings.policyFile);
    const company = await loadCompany(shipped('manifests/sandbox.yml'));
    const secrets = freshSecrets();
    const manifest = await loadSlackManifest(shipped(manifestFile));
    const emulator = await startEmulator({ workspace: workspaceOf(company, policy, manifest, secrets) });
    closing.push(() => emulator.close());
    const front = createFront({ emulator, page: createPageServer(), tour });
    closing.push(() => front.close());
    const url = await listenOn(front, settings.host, settings.port);
    await removeDatabase(options.databaseFile);
    const { botToken, appToken } = secrets;
    const slack = { mode: 'socket', botToken, appToken, apiUrl: emulator.apiUrl } as const;
    const token = outsideToken();
    const apiTokens = [...settings.apiTokens, { name: 'sandbox', token }];
    const product = await start(
      { ...settings, slack, databaseUrl: `file:${options.databaseFile}`, apiTokens },
      { clock: clockOf(emulator.clock), log: options.log, listen: false },
    );
    closing.push(() => product.stop());
    const outside = surround(await registerRoutes(company, product), url, token, emulator);
    closing.push(() => outside.stop());
    await postEvaluations(emulator.people, evaluations, emulator.clock.now());
    front.lead({ product: product.listener, outside: createOutsideServer(outside) });
    return { url, emulator, product, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
