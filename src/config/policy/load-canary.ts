import type { Policy } from '../../domain/policy.ts';
import { loadPolicy, PolicyError } from './load-policy.ts';

export interface LoadedCanary {
  /** Null where none is named, where it cannot be used, and where it is the policy that binds. */
  readonly policy: Policy | null;
  /** Why it cannot be used, a sentence each; empty where it can. */
  readonly problems: readonly string[];
}

const setting = 'POLICY_CANARY_FILE';

/** Reads the policy that is tried beside the one that binds. Never rejects: it has no say, so nothing stops for it. */
export async function loadCanary(path: string | null, binding: Policy): Promise<LoadedCanary> {
  if (path === null) return { policy: null, problems: [] };
  try {
    const policy = await loadPolicy(path, setting);
    return { policy: policy.digest === binding.digest ? null : policy, problems: [] };
  } catch (error) {
    const problems = error instanceof PolicyError ? error.problems : [`${path}: ${String(error)}`];
    return { policy: null, problems };
  }
}
