/** A value that survives a trip through JSON. */
export type Json = string | number | boolean | null | Json[] | JsonObject;

/** A JSON object; an absent key reads as `undefined`. */
export type JsonObject = { [key: string]: Json | undefined };

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as an object, or an empty one: for reading optional branches of what an app sent. */
export function objectOr(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

export function arrayOr(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

export function stringOr(value: Json | undefined, otherwise = ''): string {
  return typeof value === 'string' ? value : otherwise;
}

/** The objects of a list, leaving out everything else. */
export function objectsOf(value: Json | undefined): JsonObject[] {
  return arrayOr(value).filter(isJsonObject);
}

/** The strings of a list, leaving out everything else. */
export function stringsOf(value: Json | undefined): string[] {
  return arrayOr(value).filter((item) => typeof item === 'string');
}

/** Parses JSON from outside; `undefined` when it is none. */
export function parseJson(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
