/**
 * Preloaded into the product (`node --import`), which tests start many times: halves the time until it runs. For each
 * file that is called `.js`, Node parses the whole `package.json` of its package again to learn what kind of module it
 * is, and those of these two packages are as long as a book.
 */
import { registerHooks } from 'node:module';

const isLongWinded = /\/node_modules\/(drizzle-orm|date-fns)\//;

registerHooks({
  resolve(specifier, context, next) {
    const from = context.parentURL ?? '';
    if (!/^\.\.?\/.*\.js$/.test(specifier) || !isLongWinded.test(from)) return next(specifier, context);
    return { url: new URL(specifier, from).href, format: 'module', shortCircuit: true };
  },
});
