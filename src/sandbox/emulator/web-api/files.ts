import { arrayOr, isJsonObject, stringOr } from '../json.ts';
import { appAuthor } from '../state/app-message.ts';
import { fileJson, storeFile } from '../state/files.ts';
import { postMessage } from '../state/messages.ts';
import type { StoredFile } from '../state/world.ts';
import { type Call, jsonArg, listArg, method, numberArg, requiredText, textArg } from './call.ts';
import { findConversation, findMessage, isBotIn } from './find.ts';
import { badArguments, SlackError } from './slack-error.ts';

const getUploadUrl = method(4, ['files:write'], (call) => {
  const name = requiredText(call, 'filename');
  const length = numberArg(call, 'length');
  if (length === undefined || length < 1) throw badArguments('must be greater than 0 [json-pointer:/length]');
  if ((textArg(call, 'alt_txt') ?? '').length > 1000) throw new SlackError('alt_txt_too_large');
  const file = storeFile(call.world, {
    name,
    user: call.world.app.bot_user_id,
    content: Buffer.alloc(0),
    completed: false,
  });
  return { upload_url: `${call.world.baseUrl}/slack-files/upload/${file.id}`, file_id: file.id };
});

const completeUpload = method(4, ['files:write'], (call) => {
  const files = uploadedFiles(call);
  const channel = textArg(call, 'channel_id');
  const shared = [...(channel ? [channel] : []), ...listArg(call, 'channels')];
  const conversations = shared.map((id) => findConversation(call, id));
  for (const conversation of conversations) {
    if (!isBotIn(call, conversation)) throw new SlackError('not_in_channel');
    if (conversation.is_archived) throw new SlackError('is_archived');
  }
  const thread = textArg(call, 'thread_ts');
  for (const conversation of conversations) {
    if (thread !== undefined) findMessage(conversation, thread, 'thread_not_found');
    postMessage(call.world, {
      ...appAuthor(call.world),
      channel: conversation.id,
      text: textArg(call, 'initial_comment') ?? '',
      subtype: 'file_share',
      files: files.map((file) => file.id),
      ...(thread !== undefined && { thread_ts: thread }),
    });
  }
  return { files: files.map((file) => fileJson(call.world, file)) };
});

function uploadedFiles(call: Call): StoredFile[] {
  const listed = arrayOr(jsonArg(call, 'files', 'invalid_arguments')).filter(isJsonObject);
  if (listed.length === 0) throw badArguments('missing required field: files');
  return listed.map((each) => {
    const file = call.world.files.get(stringOr(each.id));
    if (!file || file.content.length === 0) throw new SlackError('file_not_found');
    if (typeof each.title === 'string') file.title = each.title;
    file.completed = true;
    return file;
  });
}

const info = method(4, ['files:read'], (call) => {
  const file = call.world.files.get(requiredText(call, 'file'));
  if (!file) throw new SlackError('file_not_found');
  return { file: fileJson(call.world, file), comments: [], response_metadata: { next_cursor: '' } };
});

const remove = method(3, ['files:write'], (call) => {
  const file = call.world.files.get(requiredText(call, 'file'));
  if (!file) throw new SlackError('file_not_found');
  if (file.user !== call.world.app.bot_user_id) throw new SlackError('cant_delete_file');
  call.world.files.delete(file.id);
  return {};
});

export const fileMethods = {
  'files.getUploadURLExternal': getUploadUrl,
  'files.completeUploadExternal': completeUpload,
  'files.delete': remove,
  'files.info': info,
};
