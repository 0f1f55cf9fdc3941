import type { FlagDefinition, Json, JsonObject } from '../../ports/flag-store.ts';
import { candidateBpIn, isList, isObject, variablesIn } from './definition.ts';

/**
 * Targeting with its constants taken out: what differs from route to route (salts, shares, lists of values) stands
 * beside it and is looked up by `var`. Routes then share a few shapes, which stay compiled and near, however many
 * routes there are.
 */
export interface Shaped {
  readonly targeting: JsonObject;
  readonly constants: readonly Json[];
}

/** The name under which a route's constants join what is known of whoever is asked about. */
export const constantsName = '$route';

/** Operators whose operands are worth taking out, and which of them. */
const takenOut: Readonly<Record<string, (operand: Json) => boolean>> = {
  in: isList,
  cat: (operand) => typeof operand === 'string',
};

class Constants {
  readonly taken: Json[] = [];

  take(constant: Json): JsonObject {
    this.taken.push(constant);
    return { var: `${constantsName}.${this.taken.length - 1}` };
  }

  of(logic: Json): Json {
    if (isList(logic)) return logic.map((each) => this.of(each));
    if (!isObject(logic)) return logic;
    return Object.fromEntries(
      Object.entries(logic).map(([operator, operands]) => [operator, this.#operands(operator, operands)]),
    );
  }

  #operands(operator: string, operands: Json): Json {
    if (operator === 'var' || !isList(operands)) return this.of(operands);
    if (operator === 'fractional') return operands.map((each) => this.#bucket(each));
    const worth = takenOut[operator] ?? (() => false);
    return operands.map((operand) => (worth(operand) ? this.take(operand) : this.of(operand)));
  }

  #bucket(bucket: Json): Json {
    if (!isList(bucket)) return this.of(bucket);
    return bucket.map((part) => (typeof part === 'number' ? this.take(part) : part));
  }
}

/**
 * The shape of a flag's targeting; null for a flag without targeting, and for one that is not of our making, such as
 * one that looks at its own key: it is compiled as it is.
 */
export function shapeOf(definition: FlagDefinition): Shaped | null {
  const { targeting } = definition;
  if (targeting === undefined || candidateBpIn(definition) === null) return null;
  if (variablesIn(targeting).some((name) => name.startsWith('$'))) return null;
  const constants = new Constants();
  const shaped = constants.of(targeting);
  return isObject(shaped) ? { targeting: shaped, constants: constants.taken } : null;
}
