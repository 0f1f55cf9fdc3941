import type { Slot } from './slots.ts';
import type { ReviewRole } from './words.ts';

/**
 * Which approvals fill which slots.
 *
 * A person may approve for several roles, and separation of duties says that in some sets of roles one person
 * counts once. So filling is a bipartite matching (approvals are the edges), not "first come, first served":
 * a later approval may move an earlier one to the other role that its giver approved for. A maximum matching
 * depends only on the set of approvals, never on their order, and an approval is turned away only where no
 * later approval could make use of it; hence no order of clicks strands a request that some order completes.
 */

export interface Approval {
  readonly role: ReviewRole;
  readonly person: string;
}

export interface SeparationRule {
  /** One person may fill slots of several roles. Never several slots of one role. */
  readonly severalSlotsPerPerson: boolean;
  /** Sets of roles in which one person fills one slot at most. */
  readonly apart: readonly (readonly ReviewRole[])[];
  /** How many different people must have approved in all. */
  readonly people: number;
}

export interface Filling {
  /** The slots that approvals fill. */
  readonly filled: readonly Approval[];
  /** Roles that still can use an approval, in the order of the slots; each with how many people it lacks if nothing is moved. */
  readonly open: readonly { readonly role: ReviewRole; readonly lacking: number }[];
  /** How many more different people must approve, beyond the slots. */
  readonly peopleLacking: number;
  readonly complete: boolean;
}

interface Seat {
  readonly role: ReviewRole;
  readonly group: number;
  readonly index: number;
}

/** Roles that share a person limit form a group; groups that overlap are joined. */
function groupsOf(slots: readonly Slot[], rule: SeparationRule): Map<ReviewRole, number> {
  const group = new Map<ReviewRole, number>();
  slots.forEach((slot, index) => {
    group.set(slot.role, rule.severalSlotsPerPerson ? index : 0);
  });
  for (const set of rule.apart) {
    const present = set.filter((role) => group.has(role));
    const target = group.get(present[0] ?? 'product_owner');
    const merged = new Set(present.map((role) => group.get(role)));
    if (target === undefined) continue;
    for (const [role, number] of group) if (merged.has(number)) group.set(role, target);
  }
  return group;
}

function seatsOf(slots: readonly Slot[], rule: SeparationRule): Seat[] {
  const groups = groupsOf(slots, rule);
  return slots.flatMap((slot) =>
    Array.from({ length: slot.count }, (_, index) => ({
      role: slot.role,
      group: groups.get(slot.role) ?? 0,
      index,
    })),
  );
}

/** A person counts once within a group, so within a group the person is the other side of the matching. */
const personIn = (seat: Seat, person: string): string => `${seat.group}\u0000${person}`;

type Matching = Map<Seat, Approval>;

function maximumMatching(seats: readonly Seat[], approvals: readonly Approval[]): Matching {
  const taken: Matching = new Map();
  const seatOf = new Map<string, Seat>();
  const tryFill = (seat: Seat, visited: Set<string>): boolean => {
    for (const approval of approvals) {
      if (approval.role !== seat.role) continue;
      const person = personIn(seat, approval.person);
      if (visited.has(person)) continue;
      visited.add(person);
      const current = seatOf.get(person);
      if (current === undefined || tryFill(current, visited)) {
        taken.set(seat, approval);
        seatOf.set(person, seat);
        return true;
      }
    }
    return false;
  };
  for (const seat of seats) tryFill(seat, new Set());
  return taken;
}

/**
 * Seats that some maximum matching leaves empty: those reachable from an empty seat by an alternating path
 * (Dulmage and Mendelsohn). Exactly these roles can still use an approval.
 */
function openSeats(seats: readonly Seat[], approvals: readonly Approval[], taken: Matching): Set<Seat> {
  const seatOf = new Map([...taken].map(([seat, approval]) => [personIn(seat, approval.person), seat]));
  const open = new Set(seats.filter((seat) => !taken.has(seat)));
  for (const seat of open) {
    for (const approval of approvals) {
      const other = approval.role === seat.role ? seatOf.get(personIn(seat, approval.person)) : undefined;
      if (other) open.add(other);
    }
  }
  return open;
}

/** Fills the slots as far as the approvals reach, and says what is still needed. */
export function fillSlots(
  slots: readonly Slot[],
  approvals: readonly Approval[],
  rule: SeparationRule,
): Filling {
  const seats = seatsOf(slots, rule);
  const taken = maximumMatching(seats, approvals);
  const open = openSeats(seats, approvals, taken);
  const asked = new Set(slots.map((slot) => slot.role));
  const people = new Set(
    approvals.filter((approval) => asked.has(approval.role)).map((approval) => approval.person),
  );
  const peopleLacking = slots.length === 0 ? 0 : Math.max(0, rule.people - people.size);
  const everySeatFilled = taken.size === seats.length;
  const openRoles = everySeatFilled && peopleLacking > 0 ? seats : [...open];
  return {
    filled: [...taken.values()],
    open: slots
      .filter(({ role }) => openRoles.some((seat) => seat.role === role))
      .map(({ role }) => ({
        role,
        lacking: seats.filter((seat) => seat.role === role && !taken.has(seat)).length,
      })),
    peopleLacking,
    complete: everySeatFilled && peopleLacking === 0,
  };
}
