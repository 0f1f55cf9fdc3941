import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { Problem } from './problem.ts';

export type Surface = 'message' | 'modal' | 'home';

/** Where a check looks, and where it reports to. */
export type Place = {
  pointer: string;
  surface: Surface;
  problems: Problem[];
};

/** Looks at one value and reports what is wrong with it. The value is never absent (`undefined`). */
export type Check = (value: Json, place: Place) => void;

export function inside(place: Place, key: string | number): Place {
  return { ...place, pointer: `${place.pointer}/${key}` };
}

export function report(place: Place, message: string, constraint?: JsonObject): void {
  place.problems.push({
    error: 'invalid_blocks',
    pointer: place.pointer,
    message,
    code: 'failed_constraint',
    ...(constraint && { constraint }),
  });
}

/** A string of `min` to `max` characters; `pattern` with what it must be, in words. */
export function string(
  rule: { min?: number; max?: number; pattern?: (text: string) => boolean; must?: string } = {},
): Check {
  return (value, place) => {
    if (typeof value !== 'string') return report(place, 'must provide a string', { type: 'string' });
    if (rule.max !== undefined && value.length > rule.max) {
      return report(place, `must be less than ${rule.max + 1} characters`, {
        type: 'max_length',
        max: rule.max,
      });
    }
    if (rule.min !== undefined && value.length < rule.min) {
      return report(place, `must be more than ${rule.min - 1} characters`, {
        type: 'min_length',
        min: rule.min,
      });
    }
    if (rule.pattern && !rule.pattern(value)) report(place, rule.must ?? 'must match the expected format');
  };
}

export function url(max: number): Check {
  return string({ min: 1, max, pattern: isUrl, must: 'must be a valid URL' });
}

function isUrl(text: string): boolean {
  return /^(https?|slack|mailto|tel):/i.test(text) && URL.canParse(text);
}

export const boolean: Check = (value, place) => {
  if (typeof value !== 'boolean') report(place, 'must provide a boolean', { type: 'boolean' });
};

export function integer(rule: { min?: number; max?: number } = {}): Check {
  return (value, place) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) {
      return report(place, 'must provide an integer', { type: 'integer' });
    }
    if (rule.min !== undefined && value < rule.min) {
      return report(place, `must be greater than ${rule.min - 1}`, { type: 'min', min: rule.min });
    }
    if (rule.max !== undefined && value > rule.max) {
      report(place, `must be less than ${rule.max + 1}`, { type: 'max', max: rule.max });
    }
  };
}

export const number: Check = (value, place) => {
  if (typeof value !== 'number') report(place, 'must provide a number', { type: 'number' });
};

export function oneOf(allowed: readonly (string | number)[]): Check {
  return (value, place) => {
    if (!allowed.some((item) => item === value)) {
      report(place, 'must be a valid enum value', { type: 'enum', expected: [...allowed] });
    }
  };
}

export function list(item: Check, rule: { min?: number; max?: number } = {}): Check {
  return (value, place) => {
    if (!Array.isArray(value)) return report(place, 'must provide an array', { type: 'array' });
    if (rule.max !== undefined && value.length > rule.max) {
      report(place, `no more than ${rule.max} items allowed`, { type: 'max_items', max: rule.max });
    }
    if (rule.min !== undefined && value.length < rule.min) {
      report(place, `no less than ${rule.min} items allowed`, { type: 'min_items', min: rule.min });
    }
    value.forEach((each, index) => {
      item(each, inside(place, index));
    });
  };
}

export type Fields = Record<string, Check>;

/** An object with these fields and no others. `rule` looks at the whole object afterwards. */
export function object(
  required: Fields,
  optional: Fields = {},
  rule?: (value: JsonObject, place: Place) => void,
): Check {
  return (value, place) => {
    if (!isJsonObject(value)) return report(place, 'must provide an object', { type: 'object' });
    for (const key of Object.keys(required)) {
      if (value[key] === undefined) missing(place, key);
    }
    for (const [key, each] of Object.entries(value)) {
      if (each === undefined || key === 'type') continue;
      const check = required[key] ?? optional[key];
      if (check) check(each, inside(place, key));
      else additional(place, key);
    }
    rule?.(value, place);
  };
}

/** One of several objects told apart by `type`. */
export function byType(checks: Record<string, Check>): Check {
  return (value, place) => {
    if (!isJsonObject(value)) return report(place, 'must provide an object', { type: 'object' });
    if (value.type === undefined) return missing(place, 'type');
    const check = typeof value.type === 'string' ? checks[value.type] : undefined;
    if (check) return check(value, place);
    report(inside(place, 'type'), `unsupported type: ${String(value.type)}`, {
      type: 'enum',
      expected: Object.keys(checks),
    });
  };
}

export function missing(place: Place, key: string): void {
  place.problems.push({
    error: 'invalid_blocks',
    pointer: place.pointer,
    message: `missing required field: ${key}`,
    code: 'missing_required_field',
  });
}

function additional(place: Place, key: string): void {
  place.problems.push({
    error: 'invalid_blocks',
    pointer: place.pointer,
    message: `invalid additional property: ${key}`,
    code: 'invalid_additional_property',
  });
}
