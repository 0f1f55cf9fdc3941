/**
 * @import { UploadAnswer } from '../../emulator/people.ts'
 * @import { Session } from '../core/session.js'
 */

/**
 * Hands a file of this computer to the workspace.
 * @param {Session} session @param {File} file
 * @returns {Promise<UploadAnswer>}
 */
export async function uploadFile(session, file) {
  const base64 = await readBase64(file);
  return session.act('upload', {
    name: file.name,
    base64,
    ...(file.type === '' ? {} : { mimetype: file.type }),
  });
}

/** @param {File} file @returns {Promise<string>} */
function readBase64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
