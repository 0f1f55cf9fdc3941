import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replayPolicy } from '../../src/app/replay-policy.ts';
import { slotVariables } from '../../src/config/policy/condition-variables.ts';
import { conditionsOver, riskCondition } from '../../src/config/policy/conditions.ts';
import { loadPolicy } from '../../src/config/policy/load-policy.ts';
import { holdsOrUnclear } from '../../src/domain/judged.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { canBeReplayed } from '../../src/domain/policy-replay.ts';
import type { RiskRule } from '../../src/domain/risk.ts';
import type { AskingFacts } from '../../src/domain/slots.ts';
import type { Store } from '../../src/ports/store.ts';
import { openReadOnly } from '../../src/storage/open.ts';
import { connect } from '../../src/storage/sqlite/connect.ts';
import { changesOfLives } from '../support/lives.ts';
import { fillRecord } from './fill-record.ts';
import { percentile, type Row } from './rows.ts';

const wanted = 10_000;
const lives = 50;
const rounds = 3;
const everything = { base: null, since: 0, route: null } as const;

const slotCondition = conditionsOver<AskingFacts>(slotVariables);

/** The policy with one more rule about risk, and one about slots, which some of the requests are caught by. */
function stricter(policy: Policy): Policy {
  const condition = riskCondition('packet.model.primary.name.startsWith("claude")');
  if (!condition.ok) throw new Error(condition.problem);
  const applies: RiskRule['applies'] = (facts) => holdsOrUnclear(condition.judge(facts));
  const rule = { id: 'no-claude', tier: 'restricted', reason: 'restricted here', applies } as const;
  const asking = slotCondition('tier == "high" && packet.model.primary.version.endsWith("7")');
  if (!asking.ok) throw new Error(asking.problem);
  const slot = { id: 'sevens', role: 'legal', people: 1, reason: 'a seven', judge: asking.judge } as const;
  return { ...policy, riskRules: [...policy.riskRules, rule], slotRules: [slot], digest: 'stricter' };
}

/** Reading every request and doing nothing with it: what a replay cannot do without. */
async function readAll(store: Store): Promise<number> {
  let count = 0;
  for (let number = 1; ; number += 1) {
    const loaded = await store.request(`R-${number}`);
    if (!loaded) return count;
    if (canBeReplayed(loaded.state)) count += 1;
  }
}

async function took(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** How long `policy replay` takes over a long history, and that it finds exactly what differs. */
export async function bench(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'routegate-replay-'));
  const file = join(folder, 'record.db');
  try {
    const changes = await changesOfLives(lives);
    const client = connect(file);
    const events = changes.flatMap(({ streams }) => streams.flatMap((one) => one.events)).length;
    fillRecord(client, changes, Math.ceil((wanted / lives) * events));
    client.close();
    const store = await openReadOnly(`file:${file}`);
    const policy = stricter(await loadPolicy('manifests/policy.yml'));
    const [reading, replaying]: [number[], number[]] = [[], []];
    let outcome = await replayPolicy(policy, everything, store);
    for (let round = 0; round < rounds; round += 1) {
      reading.push(await took(() => readAll(store)));
      replaying.push(
        await took(async () => {
          outcome = await replayPolicy(policy, everything, store);
        }),
      );
    }
    await store.close();
    const [read, replayed] = [percentile(reading, 0.5), percentile(replaying, 0.5)];
    const many = outcome.replayed.toLocaleString('en');
    return [
      { name: `Reading ${many} requests`, value: read, unit: 'ms' },
      {
        name: `Policy replay over ${many} requests, ${outcome.differing.length.toLocaleString('en')} differ`,
        value: replayed,
        unit: 'ms',
        ratio: replayed / read,
        against: 'reading',
        target: '≤ 10 s',
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
