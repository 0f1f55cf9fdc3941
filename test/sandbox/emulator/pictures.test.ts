import { describe, expect, it } from 'vitest';
import { setUp } from './support/api.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
type Slack = Awaited<ReturnType<typeof setUp>>['slack'];

/** Uploads without sharing; the file's id. */
async function upload(slack: Slack, filename: string): Promise<string> {
  const { files } = (await slack.filesUploadV2({ filename, file: png })) as {
    files: { files: { id: string }[] }[];
  };
  return files[0]?.files[0]?.id ?? '';
}

const picture = (id: string) => ({ type: 'image' as const, slack_file: { id }, alt_text: 'a picture' });

describe('a picture in blocks', () => {
  it('shows a file that the app uploaded, to whoever sees the message and nobody else', async () => {
    const { emulator, slack } = await setUp();
    const id = await upload(slack, 'steps.png');
    expect((await fetch(`${emulator.url}/people/UADA/files/${id}`)).status).toBe(404);
    await slack.chat.postMessage({ channel: 'CPRIV', text: 'look', blocks: [picture(id)] });
    const seen = await fetch(`${emulator.url}/people/UADA/files/${id}`);
    expect(Buffer.from(await seen.arrayBuffer())).toEqual(png);
    expect((await fetch(`${emulator.url}/people/UBEN/files/${id}`)).status).toBe(404);
  });

  it('is refused before its upload is complete, with the place where it stands', async () => {
    const { slack } = await setUp();
    const { file_id = '', upload_url = '' } = await slack.files.getUploadURLExternal({
      filename: 'steps.png',
      length: png.length,
    });
    await fetch(upload_url, { method: 'POST', body: png });
    const post = () => slack.chat.postMessage({ channel: 'CGEN', text: 'look', blocks: [picture(file_id)] });
    await expect(post()).rejects.toMatchObject({
      data: { error: 'invalid_blocks', errors: ['invalid slack file [json-pointer:/blocks/0/slack_file]'] },
    });
    await slack.files.completeUploadExternal({ files: [{ id: file_id }] });
    expect((await post()).ok).toBe(true);
  });

  it('is refused in messages and views where the file is unknown or no picture', async () => {
    const { slack } = await setUp();
    const text = await upload(slack, 'steps.txt');
    for (const id of ['F0NOBODY01', text]) {
      await expect(
        slack.chat.postMessage({ channel: 'CGEN', text: 'look', blocks: [picture(id)] }),
      ).rejects.toThrow('invalid_blocks');
      await expect(
        slack.views.publish({ user_id: 'UADA', view: { type: 'home', blocks: [picture(id)] } }),
      ).rejects.toThrow('invalid_arguments');
    }
  });

  it('in a Home is seen by its person', async () => {
    const { emulator, slack } = await setUp();
    const id = await upload(slack, 'steps.png');
    await slack.views.publish({ user_id: 'UADA', view: { type: 'home', blocks: [picture(id)] } });
    expect((await fetch(`${emulator.url}/people/UADA/files/${id}`)).status).toBe(200);
    expect((await fetch(`${emulator.url}/people/UBEN/files/${id}`)).status).toBe(404);
  });
});
