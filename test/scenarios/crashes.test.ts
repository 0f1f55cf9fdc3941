import { expect, it } from 'vitest';
import type { ActAnswer, SeenView } from '../../src/sandbox/emulator/people.ts';
import { type Company, openCompany } from '../support/company.ts';
import { eventually } from '../support/eventually.ts';
import { inputsOf } from '../support/form.ts';
import { readView } from '../support/person.ts';
import { Program } from '../support/program.ts';

const platform = 'ai-platform-reviews';

/** The program was killed under somebody's hands. */
const killed = Symbol('killed');
type Killed = typeof killed;

/**
 * One request from command to decision, done by people who see only Slack: whenever something did not work they look
 * where things stand, and do it again. Each call goes on from wherever that is.
 */
class Journey {
  readonly #company: Company;
  readonly request: string;
  #program: Program;
  #isFiled = false;

  constructor(company: Company, program: Program, request: string) {
    this.#company = company;
    this.#program = program;
    this.request = request;
  }

  /** What somebody waits for, unless the program is killed before. */
  async #awaited<T>(what: string, look: () => T | null | undefined | false): Promise<T | Killed> {
    return eventually<T | Killed>(what, () => look() || (this.#program.hasEnded ? killed : null), 30_000, 10);
  }

  async #acted(answer: Promise<ActAnswer>): Promise<boolean> {
    const { outcome } = await answer;
    if (outcome === 'acked' || outcome === 'done') return true;
    // Nothing else than its end keeps the program from answering.
    await this.#program.ended;
    return false;
  }

  #modal(): SeenView | undefined {
    return this.#company.emulator.people.state('UMAYA').modals.at(-1);
  }

  /** Presses what stands on top of Maya's screen; what is there says what comes next. */
  async #file(): Promise<Killed | null> {
    if (this.#isFiled) return null;
    const maya = this.#company.person('UMAYA');
    for (;;) {
      const modal = this.#modal();
      const text = modal ? readView(modal) : '';
      if (text.includes('is filed')) {
        expect(text).toContain(`*${this.request}*`);
        this.#isFiled = true;
        await maya.act('close', { all: true });
        return null;
      }
      if (!modal) {
        const command = maya.command(this.#company.channel('general'), 'eval-sandbox-dev');
        if (!(await this.#acted(command))) return killed;
        const opened = await this.#awaited('the form opens', () => this.#modal());
        if (opened === killed) return killed;
      } else if (text.includes('One moment')) await maya.act('close', { all: true });
      else if (!(await this.#acted(maya.submit(typedInto(modal))))) return killed;
    }
  }

  async #decide(): Promise<Killed | null> {
    const company = this.#company;
    const card = () => company.cards(platform, this.request).at(-1);
    const shown = await this.#awaited('the card is there', card);
    if (shown === killed) return killed;
    if (!company.read(shown).includes('0 of 1 done')) return null;
    const click = company.person('UPRIYA').press(shown, 'Approve');
    return (await this.#acted(click)) ? null : killed;
  }

  /** Everybody has been shown everything. */
  async #end(): Promise<Killed | null> {
    const company = this.#company;
    const isTold = () => {
      const [card] = company.cards(platform, this.request);
      const own = company.directs('UMAYA').find(({ text }) => text.startsWith(`${this.request} `));
      if (!card || !own || !company.read(card).includes('Approved for default')) return false;
      return (
        company.read(own).includes('Approved for default') &&
        company.replies(card).length >= 2 &&
        company.replies(own).length >= 2
      );
    };
    if ((await this.#awaited('everybody is told', isTold)) === killed) return killed;
    try {
      await company.settled(await this.#program.runs());
      return null;
    } catch (error) {
      if ((await this.#program.ended) !== 'SIGKILL') throw error;
      return killed;
    }
  }

  /** Null once it is over. */
  async go(program: Program): Promise<Killed | null> {
    this.#program = program;
    return (await this.#file()) ?? (await this.#decide()) ?? (await this.#end());
  }
}

/** What Maya writes on the first step; nothing on the others. */
function typedInto(view: SeenView): Record<string, string> {
  const inputs = inputsOf(view);
  const model = inputs.find(({ label }) => label === 'Model');
  const why = inputs.find(({ label }) => label === 'Why?');
  if (!model || !why) return {};
  const value = String(view.values[model.block_id]?.[model.action_id]?.value ?? '');
  return { [model.block_id]: value.replace('2026-05', '2026-11'), [why.block_id]: 'Try it.' };
}

async function startProgram(company: Company): Promise<Program> {
  const preload = ['test/support/kill-at-step.ts'];
  const program = new Program(company.environment('http'), { preload, cwd: company.folder });
  company.callAt(`${await program.runs()}/slack/events`);
  return program;
}

async function expectToldOnce(company: Company, request: string): Promise<void> {
  const cards = company.cards(platform, request);
  const owns = company.directs('UMAYA').filter(({ text }) => text.startsWith(`${request} `));
  expect([request, cards.length, owns.length]).toEqual([request, 1, 1]);
  for (const message of [...cards, ...owns]) expect(company.replies(message)).toHaveLength(2);
  // Who pressed again because nothing answered is told that it counted already, and that is in the record too.
  const events = (await company.eventTypes(request)).filter((type) => type !== 'action_refused');
  expect(events).toEqual(['request_submitted', 'slot_approved', 'request_approved']);
}

/** A company in which one journey after the other is gone, each under the hands of the program that the last one left. */
class Lane {
  readonly #company: Company;
  #program: Program;
  #journeys = 0;

  private constructor(company: Company, program: Program) {
    this.#company = company;
    this.#program = program;
  }

  static async open(): Promise<Lane> {
    const company = await openCompany({ startsAt: Date.now(), rate: 1 });
    return new Lane(company, await startProgram(company));
  }

  /** The kinds of all steps of a journey that nothing disturbs. */
  async undisturbed(): Promise<string[]> {
    const steps = await this.#program.killAfter(null);
    expect(await this.#journey().go(this.#program)).toBeNull();
    return [...steps];
  }

  /** Kills a journey after such a step and ends it in the program's next life. False where it had no such step. */
  async killedAfter(kind: string): Promise<boolean> {
    await this.#program.killAfter(kind);
    const journey = this.#journey();
    if ((await journey.go(this.#program)) === null) return false;
    expect(this.#program.err).toContain(`killed after ${kind}`);
    expect(await this.#program.ended).toBe('SIGKILL');
    this.#program = await startProgram(this.#company);
    expect(await journey.go(this.#program)).toBeNull();
    return true;
  }

  async restart(): Promise<void> {
    expect(await this.#program.stop()).toBe(0);
    this.#program = await startProgram(this.#company);
  }

  #journey(): Journey {
    this.#journeys += 1;
    return new Journey(this.#company, this.#program, `R-${this.#journeys}`);
  }

  /** Nothing was lost, and nothing said twice. */
  async close(): Promise<void> {
    const company = this.#company;
    for (let journey = 1; journey <= this.#journeys; journey += 1)
      await expectToldOnce(company, `R-${journey}`);
    expect(await company.events(`R-${this.#journeys + 1}`)).toEqual([]);
    expect((await company.auditVerify()).code).toBe(0);
    expect(await this.#program.stop()).toBe(0);
  }
}

async function killAfterEach(kinds: readonly string[], lane: Lane): Promise<void> {
  for (const kind of kinds) {
    if (await lane.killedAfter(kind)) continue;
    // What a program does only once in its life, such as to open a conversation, it has done already.
    await lane.restart();
    if (await lane.killedAfter(kind)) continue;
    // Between which acknowledgements the worker does something is a matter of luck; that it does it is not.
    const deed = kind.replace(/, after \d+ acknowledgements$/, '');
    await lane.restart();
    expect([deed, await lane.killedAfter(deed)]).toEqual([deed, true]);
  }
  await lane.close();
}

it('loses nothing and says nothing twice, after whichever step between command and card the program is killed', async () => {
  const first = await Lane.open();
  // Which policy binds is recorded once in the life of a database, before anybody can do anything.
  const kinds = (await first.undisturbed()).filter((kind) => !kind.includes('insert into policies'));
  // Ended in peace, it leaves behind for the others what was compiled.
  await first.restart();
  for (const kind of ['a commit', 'an acknowledgement', 'views.open', 'chat.postMessage', 'chat.update'])
    expect(kinds.filter((each) => each.startsWith(kind)).length).toBeGreaterThan(0);
  expect(kinds.length).toBeGreaterThan(25);
  const lanes = [first, await Lane.open(), await Lane.open()];
  const ends = await Promise.allSettled(
    lanes.map((lane, index) =>
      killAfterEach(
        kinds.filter((_kind, at) => at % lanes.length === index),
        lane,
      ),
    ),
  );
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}, 180_000);
