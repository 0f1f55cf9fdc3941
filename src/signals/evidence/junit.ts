import type { XmlFormat } from './evidence-format.ts';
import { type Counter, counter, countOf, nameOf, type Outcome, timeOf } from './tally.ts';
import { Unreadable } from './unreadable.ts';
import type { Element, XmlReader } from './xml-walk.ts';

interface Case {
  readonly depth: number;
  readonly groups: ReadonlySet<string>;
  outcome: Outcome;
}

/** The worst that is said of a test stands. */
const severity: readonly Outcome[] = ['passed', 'skipped', 'failed', 'errored'];
const saidBy: Readonly<Record<string, Outcome>> = {
  failure: 'failed',
  error: 'errored',
  skipped: 'skipped',
};

/** GoogleTest says in attributes that a test did not run. */
const didNotRun = ({ attributes }: Element): boolean =>
  /^(?:notrun|disabled|skipped)$/i.test(attributes.status ?? '') ||
  /^(?:suppressed|skipped|disabled)$/i.test(attributes.result ?? '');

const numeric = (text: string | undefined): number | null =>
  text !== undefined && /^-?\d{1,15}(?:\.\d{1,15})?(?:e[-+]?\d{1,3})?$/i.test(text.trim())
    ? Number(text)
    : null;

interface Promised {
  readonly tests: number;
  readonly bad: number;
}

/** How many tests a suite says it has, and how many of them went wrong. */
function promised({ attributes }: Element): Promised {
  const of = (name: string): number => countOf(numeric(attributes[name])) ?? 0;
  return { tests: of('tests'), bad: of('failures') + of('errors') };
}

/** A class is known by its whole name and by its last part, a file by its path and its name. */
const classNames = (name: string | undefined): string[] =>
  name === undefined ? [] : [name, name.split(/[/\\]/.test(name) ? /[/\\]/ : /[.:>]+/).at(-1) ?? name];

/** What the outermost suites say of themselves, and what their names and times are. */
function suites() {
  const names: (string | undefined)[] = [];
  let root: Promised = { tests: 0, bad: 0 };
  let top: Promised = { tests: 0, bad: 0 };
  let wrapped = false;
  let name: string | null = null;
  let ranAt: number | null = null;
  return {
    names: () => names.filter((suite) => suite !== undefined),
    enter(element: Element): void {
      const { attributes, depth } = element;
      const at = timeOf(attributes.timestamp);
      if (at !== null && (ranAt === null || at < ranAt)) ranAt = at;
      name ??= nameOf(attributes.name);
      const isRoot = depth === 0 && element.name === 'testsuites';
      wrapped ||= isRoot;
      const says = promised(element);
      if (isRoot) root = says;
      else if (names.length <= (wrapped ? 1 : 0))
        top = { tests: top.tests + says.tests, bad: top.bad + says.bad };
      names.push(attributes.name);
    },
    leave: (): void => void names.pop(),
    /** The larger of what the whole and its parts promise. */
    promised: () => ({ tests: Math.max(root.tests, top.tests), bad: Math.max(root.bad, top.bad) }),
    facts: () => ({ suite: name ?? 'JUnit report', toolVersion: null, ranAt }),
  };
}

/**
 * Tests that a report promises and does not show did not pass, and neither did failures that it counts and does not
 * name: some runners report what broke outside of a test only so.
 */
function countMissing(tests: Counter, { tests: total, bad }: Promised): void {
  const { counts } = tests;
  const shown = counts.passed + counts.failed + counts.errored + counts.skipped;
  if (shown === 0 && total > 0)
    throw new Unreadable(
      `The report promises ${total} tests but shows none, so nobody can tell what passed. Export it again, with every test in it.`,
    );
  tests.add('errored', Math.max(0, total - shown));
  const unnamed = Math.min(counts.passed, Math.max(0, bad - counts.failed - counts.errored));
  tests.add('passed', -unnamed);
  tests.add('errored', unnamed);
}

function begin(): XmlReader {
  const tests = counter();
  const within = suites();
  let open: Case | null = null;
  const start = (element: Element): void => {
    if (open) throw new Unreadable('A test stands within a test in this file. Export the report again.');
    const groups = new Set([...within.names(), ...classNames(element.attributes.classname)]);
    open = { depth: element.depth, groups, outcome: didNotRun(element) ? 'skipped' : 'passed' };
  };
  const say = (name: string): void => {
    const outcome = Object.hasOwn(saidBy, name) ? saidBy[name] : undefined;
    if (open && outcome && severity.indexOf(outcome) > severity.indexOf(open.outcome)) open.outcome = outcome;
  };
  const end = ({ groups, outcome }: Case): void => {
    tests.add(outcome);
    for (const group of groups) tests.addToGroup(group, outcome === 'passed' ? 1 : 0);
    open = null;
  };
  /** Of a metric that several tests measured, the largest value stands: what is limited is limited upwards. */
  const property = ({ attributes }: Element): void => {
    tests.measureLargest(attributes.name, numeric(attributes.value));
    if (/^(?:model|provider)$/i.test(attributes.name ?? '')) tests.about(attributes.value);
  };
  const isSuite = (name: string): boolean => name === 'testsuite' || name === 'testsuites';
  return {
    open(element) {
      if (isSuite(element.name)) within.enter(element);
      else if (element.name === 'testcase') start(element);
      else if (element.name === 'property') property(element);
      else if (open && element.depth === open.depth + 1) say(element.name);
    },
    close({ name, depth }) {
      if (isSuite(name)) within.leave();
      if (open && depth === open.depth) end(open);
    },
    finish() {
      countMissing(tests, within.promised());
      return tests.finish(within.facts());
    },
  };
}

/** JUnit XML, as nearly every test runner can write it. */
export const junit: XmlFormat = {
  name: 'junit',
  label: 'JUnit XML',
  syntax: 'xml',
  roots: ['testsuites', 'testsuite'],
  begin,
};
