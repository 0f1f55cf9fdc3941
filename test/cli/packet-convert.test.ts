import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseProposal } from '../../src/app/proposal-file.ts';
import { command as packetConvert } from '../../src/cli/packet-convert.ts';
import { dialects } from '../../src/domain/packet/dialects/registry.ts';
import { readYaml } from '../../src/yaml/read-yaml.ts';
import { runCommand } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const chat = 'manifests/routes/customer-chat-prod.yml';
const convert = (...args: string[]) => runCommand(packetConvert, args);

/** What a text says, in its order. */
const said = (text: string): string => {
  const reading = readYaml(text, 100_000);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return JSON.stringify(reading.text.value, null, 1);
};

describe('packet convert', () => {
  it('lays a policy over a packet', async () => {
    const { code, out, err } = await convert('manifests/dialects/latency-policy.yml', '--onto', chat);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const parsed = parseProposal(out);
    expect('proposal' in parsed && parsed.proposal.packet.latency).toEqual({
      p95_ms: 7000,
      p95_first_token_ms: 1200,
      timeout_ms: 10_000,
    });
    const before = parseProposal(await readFile(chat, 'utf8'));
    expect('proposal' in parsed && parsed.proposal.evidence).toEqual(
      'proposal' in before && before.proposal.evidence,
    );
  });

  it.each(dialects.map(({ id }) => id))(
    'writes a packet as %s, which lies on it without a change',
    async (id) => {
      const { out } = await convert(chat, '--to', id);
      const file = join(folder, `${id}.yml`);
      await writeFile(file, out);
      const again = await convert(file, '--onto', chat);
      expect(again.err).toBe('');
      const before = parseProposal(await readFile(chat, 'utf8'));
      const after = parseProposal(again.out);
      expect('proposal' in after && after.proposal.packet).toEqual(
        'proposal' in before && before.proposal.packet,
      );
    },
  );

  it.each(dialects.map(({ id }) => id))('writes %s again as it was, in the same order', async (id) => {
    const file = `manifests/dialects/${id}.yml`;
    const { code, out } = await convert(file, '--to', id);
    expect(code).toBe(0);
    expect(said(out)).toBe(said(await readFile(file, 'utf8')));
  });

  it('says what a policy leaves open', async () => {
    const { code, out, err } = await convert('manifests/dialects/fallback-policy.yml');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('fallback-policy.yml: This is a fallback policy, which says only some');
    expect(err).toContain('fallback-policy.yml route: This is missing.');
  });

  it('knows its formats, and what is laid over what', async () => {
    const unknown = await convert(chat, '--to', 'toml');
    expect(unknown.code).toBe(1);
    expect(unknown.err).toMatch(
      /"toml" is no format. Write --to packet, route-policy, .* or routing-policy\./,
    );
    const packet = await convert(chat, '--onto', chat);
    expect(packet.code).toBe(1);
    expect(packet.err).toContain('This is a packet already');
  });
});
