import { formatInDialect } from '../app/dialect-file.ts';
import { formatProposal, type ParsedDocument, proposalFrom } from '../app/proposal-file.ts';
import { oneOf } from '../domain/check-value.ts';
import { dialectNamed, dialects } from '../domain/packet/dialects/registry.ts';
import type { ProposalPart } from '../domain/packet/part.ts';
import type { Proposal } from '../domain/packet/schema.ts';
import { formatProblem } from '../yaml/read-yaml.ts';
import type { CliCommand, CliIo } from './command.ts';
import { readDocumentFile, readPacketFile } from './shared/packet-file.ts';

const formats = ['packet', ...dialects.map(({ id }) => id)];

/** A document laid over a packet: what the packet's file says of the change and its proof stays, and grows. */
function laidOver(
  document: Extract<ParsedDocument, { dialect: unknown }>,
  base: Proposal | null,
): ProposalPart {
  const part = document.document.onto(base?.packet ?? {});
  if (!base) return part;
  return {
    packet: part.packet,
    change: { ...base.change, ...part.change },
    evidence: [...base.evidence, ...part.evidence],
  };
}

async function partIn(file: string, onto: string | undefined, io: CliIo) {
  const parsed = await readDocumentFile(file, io);
  if (!parsed) return null;
  if ('proposal' in parsed) {
    if (onto === undefined) return { part: parsed.proposal, called: 'a packet' };
    io.err(`${file}: This is a packet already; only a policy in a dialect is laid over one.`);
    return null;
  }
  const base = onto === undefined ? null : await readPacketFile(onto, io);
  if (onto !== undefined && !base) return null;
  const { called, id } = parsed.dialect;
  return { part: laidOver(parsed, base), called, id, like: parsed.value };
}

async function convert(file: string, to: string, onto: string | undefined, io: CliIo): Promise<number> {
  const dialect = dialectNamed(to);
  if (!dialect && to !== 'packet') {
    io.err(`"${to}" is no format. Write --to ${oneOf(formats)}.`);
    return 1;
  }
  const found = await partIn(file, onto, io);
  if (!found) return 1;
  if (dialect) {
    const like = found.id === dialect.id ? found.like : undefined;
    io.out(formatInDialect(dialect, found.part, like).trimEnd());
    return 0;
  }
  const whole = proposalFrom(found.part, found);
  if ('problems' in whole) {
    for (const problem of whole.problems) io.err(formatProblem(file, problem));
    return 1;
  }
  io.out(formatProposal(whole.proposal).trimEnd());
  return 0;
}

export const command: CliCommand = {
  name: 'packet convert',
  summary: 'Turn a policy of another format into a packet file, or a packet file into one',
  declare: (command) => {
    command
      .argument('<file>', 'a packet, or a policy; it is recognised by its keys')
      .option('--to <format>', `what to write: ${oneOf(formats)}`, 'packet')
      .option('--onto <packet>', 'a packet file that says what the policy does not');
  },
  run: ([file = ''], { to, onto }, io) =>
    convert(file, String(to ?? 'packet'), typeof onto === 'string' ? onto : undefined, io),
};
