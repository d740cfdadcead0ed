import { choice } from '../../../settings.ts';
import { BORDERS } from '../define.ts';

/** A setting of all that move a picture away from its edge. */
export const border = choice(BORDERS, {
  label: 'Outside',
  default: 'black',
  doc: 'What stands where the picture was moved away from: black, its edge, or its mirror image. Of masks black is class 0.',
  names: { black: 'Black', edge: 'Edge', mirror: 'Mirror image' },
});
