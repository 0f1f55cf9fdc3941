import { describe, expect, it } from 'vitest';
import { createLog } from '../../src/config/log.ts';
import { Fault } from '../../src/ports/fault.ts';

function logged(say: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  say(createLog('info', { write: (line) => void lines.push(line) }));
  return lines.join('');
}

describe('the log', () => {
  it('is one static message with fields', () => {
    const line = JSON.parse(logged((log) => log.info({ job: 'j1' }, 'A job was done')));
    expect(line).toMatchObject({ level: 'info', job: 'j1', msg: 'A job was done' });
  });

  it('hides secrets by the names of their fields, however deep', () => {
    const text = logged((log) =>
      log.info(
        {
          botToken: 'hush1',
          slack: { appToken: 'hush2', inner: { signingSecret: 'hush3' } },
          body: { response_url: 'hush4' },
          request: { headers: { authorization: 'hush5' } },
        },
        'Started',
      ),
    );
    expect(text).not.toContain('hush');
    expect(text).toContain('[redacted]');
  });

  it('hides tokens inside of errors and their causes', () => {
    const cause = new Error('POST https://hooks.slack.com/actions/T1/2/hush3 failed');
    const error = new Error('bad token xoxb-1-hush1 or xapp-1-hush2, Authorization: Bearer hush4', { cause });
    const text = logged((log) => log.error({ err: error }, 'A call failed'));
    expect(text).not.toContain('hush');
    expect(JSON.parse(text).err.cause.message).toContain('[redacted]');
  });

  it('hides who asks in an address, whatever it is for', () => {
    const error = new Error(
      'cannot be constructed from a URL that includes credentials: http://me:hush@prometheus:9090/x',
    );
    expect(logged((log) => log.warn({ err: error }, 'A metric could not be read'))).not.toContain('hush');
  });

  it('says what an operator can do, where the error knows', () => {
    const fault = new Fault('unavailable', 'the disk is full', { remedy: 'Free some space.' });
    expect(JSON.parse(logged((log) => log.error({ err: fault }, 'No store'))).err.remedy).toBe(
      'Free some space.',
    );
  });

  it('says of an error what happened and where, not what hangs on it', () => {
    const error = Object.assign(new Error('no'), { config: { data: 'what somebody wrote' } });
    const text = logged((log) => log.error({ err: error }, 'A call failed'));
    expect(text).not.toContain('somebody wrote');
    expect(JSON.parse(text).err).toMatchObject({ type: 'Error', message: 'no' });
  });
});
