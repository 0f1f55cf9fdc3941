const whyNot: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file.',
  EISDIR: 'This is a folder; name a file in it.',
  EACCES: 'This user may not read it.',
};

/** Why a file cannot be had, in words; null where the error is none of a file. */
export function fileTrouble(error: unknown): string | null {
  if (!(error instanceof Error && 'code' in error && 'syscall' in error)) return null;
  const code = String(error.code);
  return whyNot[code] ?? `It cannot be read (${code}).`;
}
