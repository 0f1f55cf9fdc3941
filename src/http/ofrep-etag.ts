/** Whether an `If-None-Match` header names this entity tag; `*` names any. */
export function namesEtag(header: string | undefined, etag: string): boolean {
  const named = header?.split(',').map((each) => each.trim().replace(/^W\//, '')) ?? [];
  return named.includes('*') || named.includes(etag);
}
