/** What grouped convolutions share. */
import { phrase } from '../../phrases.ts';
import { reject, type Rejection } from '../define.ts';

/** Refuses groups into which the channels of input or output cannot be cut evenly. */
export function expectGroups(groups: number, channels: number, filters: number): Rejection | undefined {
  const place = { setting: 'groups' };
  if (channels % groups !== 0)
    return reject('groups-mismatch', { groups, channels, what: phrase('input-channels') }, place);
  if (filters % groups !== 0)
    return reject('groups-mismatch', { groups, channels: filters, what: phrase('filters') }, place);
  return undefined;
}
