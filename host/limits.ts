/** How many calls of a kind a window may have under way at once, and for how long. */
import { COMPUTE_CALLS } from './platform.ts';

export interface Limits {
  readonly lane: 'quick' | 'long' | 'person';
  /** At once. */
  readonly most: number;
  /** Null: as long as it takes. */
  readonly seconds: number | null;
}

/** Answered from files and from what is known. Few at once, as an answer may be a large document. */
const QUICK: Limits = { lane: 'quick', most: 4, seconds: 120 };
const LONG: Limits = { lane: 'long', most: 16, seconds: 1800 };
/** A dialog of the system's is open until the person has answered, and an add-on comes as fast as the network is. */
const PERSON: Limits = { lane: 'person', most: 8, seconds: null };

const PERSONS = ['files.chooseOpen', 'files.chooseSave', 'files.chooseFolder', 'engines.add'];
const LONGER: readonly string[] = [...COMPUTE_CALLS, 'train.start', 'train.resume', 'runs.remove'];

export const limitsOf = (call: string): Limits =>
  PERSONS.includes(call) ? PERSON : LONGER.includes(call) ? LONG : QUICK;
