import { asc, eq, sql } from 'drizzle-orm';
import { conditionsOf, debtorOf, isOwed } from '../../domain/route/owed-conditions.ts';
import type { Route } from '../../domain/route/route.ts';
import type { OwedOnRoute } from '../../ports/store.ts';
import type { Queries } from './database.ts';
import { owedConditions } from './schema.ts';

const given = (name: string) => sql.placeholder(name);

/** What people promised and have not kept: a projection of the routes' states, by who owes it. */
export function owedTable(db: Queries) {
  const by = db
    .select({ route: owedConditions.route, condition: owedConditions.state })
    .from(owedConditions)
    .where(eq(owedConditions.debtor, given('debtor')))
    .orderBy(asc(owedConditions.due), asc(owedConditions.id))
    .limit(given('limit'))
    .prepare();
  const drop = db
    .delete(owedConditions)
    .where(eq(owedConditions.route, given('route')))
    .prepare();
  const add = db
    .insert(owedConditions)
    .values({
      id: given('id'),
      route: given('route'),
      debtor: given('debtor'),
      due: given('due'),
      state: given('state'),
    })
    .prepare();
  return {
    by: (debtor: string, limit: number): readonly OwedOnRoute[] => by.all({ debtor, limit }),
    /** Brings the rows of a route in step with its state. */
    save(route: Route): void {
      if (!route.conditions) return;
      drop.run({ route: route.id });
      if (route.retired) return;
      for (const condition of conditionsOf(route).filter(isOwed)) {
        const { id, due } = condition;
        add.run({ id, route: route.id, debtor: debtorOf(condition), due, state: condition });
      }
    },
  };
}
